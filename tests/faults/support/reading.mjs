// Whether a lecture can still be followed: what people do who only look and listen.
import { end } from "../../load/bench/children.mjs";

/** Tries all of it once; what does not work, in sentences. */
export async function try_reading({ aula, room, deck, newcomers }) {
  const complaints = [];
  const attempt = async (what, ask) => {
    try {
      await ask();
    } catch (error) {
      complaints.push(`${what}: ${error.message}`);
    }
  };
  const course = `/courses/${aula.course}`;
  const session = `${course}/sessions/${room.session}`;
  const attendance = `${course}/attendance?format=json&table=`;
  for (const path of [
    course,
    `${session}/people`,
    `${session}/chat`,
    `${attendance}persons`,
    `${attendance}intervals&source=log`,
  ]) {
    await attempt(`GET ${path}`, () => aula.operator("GET", path));
  }
  if (deck) await attempt("a slide", () => fetch_page(aula, deck));
  await attempt(`${newcomers} people come in`, () => come_in(aula, room, newcomers));
  return complaints;
}

async function fetch_page(aula, { hash, page }) {
  const reply = await fetch(`http://127.0.0.1:${aula.port}/decks/${hash}/${page}-960.webp`);
  if (!reply.ok || (await reply.arrayBuffer()).byteLength === 0) throw new Error(`${reply.status}`);
}

/** Second devices of people who are there already: they have to be let in and given a welcome. */
async function come_in(aula, room, count) {
  const crowd = await aula.crowd();
  try {
    await crowd.ask({ do: "join", course: aula.course, rooms: [{ session: room.session, count }] }, 60_000);
  } finally {
    await end(crowd.child);
  }
}
