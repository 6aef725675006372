// P8: what grows with the number of people, and with the number of courses.
import { Aula, course_document } from "./aula.mjs";
import { end } from "./children.mjs";
import { median, ms, ratio, short } from "./figures.mjs";
import { bare_send } from "./peers.mjs";

async function cost_at(bench, count) {
  const { crowd } = await bench.aula.lecture(count);
  const order = { do: "saturate", window: 1, warm: bench.warm, seconds: bench.seconds };
  const found = { aula: [], bare: [] };
  for (let round = 1; round <= bench.rounds; ++round) {
    const answer = await bench.ask(crowd, order);
    found.aula.push(answer.span.us_per_delivery);
    const bare = await bare_send(bench.binaries, {
      connections: count,
      bytes: answer.frame_bytes + 4,
      seconds: bench.seconds,
    });
    found.bare.push(bare.us_per_send);
  }
  await end(crowd.child);
  return { count, aula: median(found.aula), bare: median(found.bare) };
}

/** CPU of the server for one delivery, one message outstanding. */
export async function cost(bench, most) {
  const counts = [100, 300, 1000, 3000, 10_000, 18_000].filter((count) => count <= most);
  const found = [];
  for (const count of counts) {
    bench.note(`${count} attendees`);
    await bench.aula.serve();
    found.push(await cost_at(bench, count));
  }
  const judged = found.filter(({ count }) => count <= 10_000).map((each) => each.aula);
  const middle = (Math.max(...judged) + Math.min(...judged)) / 2;
  const spread = Math.max(...judged) / middle - 1;
  const rows = found.map(({ count, aula, bare }) => ({
    goal: "P8",
    what: `cost of a delivery, ${short(count)} attendees`,
    reached: `${short(aula)} µs`,
    beside: `${ratio(aula / bare)} bare send (${short(bare)} µs)`,
    figures: { us: aula, bare_us: bare },
  }));
  rows.push({
    goal: "P8",
    what: `spread of the cost from 100 to ${short(Math.min(most, 10_000))}`,
    reached: `±${short(spread * 100)} %`,
    holds: spread <= 0.15,
    figures: { spread },
  });
  return rows;
}

const courses = 52;

/** From the start of the process to its first answer, with a year of courses and their people. */
export async function start_up(bench) {
  const aula = new Aula(bench.binaries);
  try {
    await aula.serve();
    const person = (_, number) => ({
      name: `Attendee ${number}`,
      role: "attendee",
      external_id: `a-${number}`,
      institution: "Leiden University",
      country: "NL",
    });
    for (let week = 1; week <= courses; ++week) {
      await aula.operator("POST", "/courses", course_document(`week-${week}`, 13));
      await aula.operator("POST", `/courses/week-${week}/roster`, Array.from({ length: 95 }, person));
    }
    const runs = [];
    for (let round = 0; round < Math.max(3, bench.rounds); ++round) {
      await aula.serve();
      runs.push(aula.start_ms);
    }
    const reached = median(runs);
    return [
      {
        goal: "P8",
        what: `start-up with ${courses} courses of 13 sessions and 95 people`,
        reached: ms(reached),
        holds: reached <= 500,
        figures: { ms: reached, runs },
      },
    ];
  } finally {
    await aula.remove();
  }
}
