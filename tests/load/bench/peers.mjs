// What Aula is compared with: the bare system call, and the room that one writes first.
import { fileURLToPath } from "node:url";
import { Conversation, end, load_core, server_core, start } from "./children.mjs";
import { median, short } from "./figures.mjs";

/** Rounds of bare sends: `{sends_per_s, us_per_send}`. */
export async function bare_send(binaries, { connections, bytes, window = 1, seconds }) {
  const words = Object.entries({
    connections, bytes, window, seconds, "writer-core": server_core, "reader-core": load_core,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = start(binaries.bare_send, words);
  const figures = await new Conversation(child, "bare_send").ask(null, 120_000);
  await end(child);
  return figures;
}

/** People in a room that sends everything to everybody: `{crowd, room}`, both to be ended. Nothing when it is not installed. */
async function echo_room(binaries, count, program, words) {
  const room = start(program, words, { core: server_core });
  const { port, absent } = await new Conversation(room, program).ask(null, 10_000);
  if (absent) return { absent };
  const to = ["--to", `127.0.0.1:${port}`, "--dialect", "echo", "--server-pid", String(room.pid)];
  const crowd = new Conversation(start(binaries.load_attendees, to, { core: load_core }), "echo crowd");
  await crowd.ask({ do: "join", rooms: [{ count }] });
  return { crowd, room };
}

export const naive_room = (binaries, count) => echo_room(binaries, count, binaries.naive_room, []);

const node_ws = fileURLToPath(new URL("../peers/node_ws.mjs", import.meta.url));

/** Other people's servers, where they are installed: deliveries a second beside which ours can be read. */
export async function others(bench, count) {
  const { crowd, room, absent } = await echo_room(bench.binaries, count, process.execPath, [node_ws]);
  if (absent) return [{ goal: "peers", what: "Node ws", reached: "not installed", beside: absent }];
  const rows = [];
  for (const window of [1, 16]) {
    const runs = [];
    for (let round = 1; round <= bench.rounds; ++round) {
      const order = { do: "saturate", window, authors: 1, message_bytes: 180, warm: bench.warm, seconds: bench.seconds };
      runs.push((await crowd.ask(order)).span.deliveries_per_s);
    }
    const reached = median(runs);
    rows.push({ goal: "peers", what: `Node ws, ${short(count)} people, ${window} outstanding`, reached: `${short(reached)}/s`, figures: { runs } });
  }
  await end(crowd.child);
  await end(room);
  return rows;
}
