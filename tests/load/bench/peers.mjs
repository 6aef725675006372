// What Aula is compared with: the bare system call, and the room that one writes first.
import { fileURLToPath } from "node:url";
import { Conversation, end, load_core, server_core, start } from "./children.mjs";
import { median, short } from "./figures.mjs";
import { start_nats } from "./nats.mjs";

/** Rounds of bare sends: `{sends_per_s, us_per_send}`. */
export async function bare_send(binaries, { connections, bytes, window = 1, seconds }) {
  const words = Object.entries({
    connections,
    bytes,
    window,
    seconds,
    "writer-core": server_core,
    "reader-core": load_core,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = start(binaries.bare_send, words);
  const figures = await new Conversation(child, "bare_send").ask(null, 120_000);
  await end(child);
  return figures;
}

/** People in a room that sends everything to everybody: `{crowd, room}`, both to be ended. `{absent}`: it is not installed. */
async function crowded(binaries, count, { room, port, absent, dialect = "echo" }) {
  if (absent) return { absent };
  const to = ["--to", `127.0.0.1:${port}`, "--dialect", dialect, "--server-pid", String(room.pid)];
  const crowd = new Conversation(start(binaries.load_attendees, to, { core: load_core }), `${dialect} crowd`);
  await crowd.ask({ do: "join", rooms: [{ count }] });
  return { crowd, room };
}

/** A room that says its port. */
async function announced(program, words) {
  const room = start(program, words, { core: server_core });
  return { room, ...(await new Conversation(room, program).ask(null, 10_000)) };
}

export const naive_room = async (binaries, count) => crowded(binaries, count, await announced(binaries.naive_room, []));

const node_ws = fileURLToPath(new URL("../peers/node_ws.mjs", import.meta.url));

/** name, how it is started: `{room, port}` with the dialect it speaks, or `{absent}`. */
const peers = [
  ["nats-server", start_nats],
  ["Node ws", () => announced(process.execPath, [node_ws])],
];

async function compared(bench, count, name, begin) {
  const { crowd, room, absent } = await crowded(bench.binaries, count, await begin());
  if (absent) return [{ goal: "peers", what: name, reached: "not installed", beside: absent }];
  const rows = [];
  for (const window of [1, 16]) {
    const runs = [];
    for (let round = 1; round <= bench.rounds; ++round) {
      const order = {
        do: "saturate",
        window,
        authors: 1,
        message_bytes: 180,
        warm: bench.warm,
        seconds: bench.seconds,
      };
      runs.push((await crowd.ask(order)).span.deliveries_per_s);
    }
    const reached = median(runs);
    rows.push({
      goal: "peers",
      what: `${name}, ${short(count)} people, ${window} outstanding`,
      reached: `${short(reached)}/s`,
      figures: { runs },
    });
  }
  await end(crowd.child);
  await end(room);
  return rows;
}

/** Other people's servers, where they are installed: deliveries a second beside which ours can be read. */
export async function others(bench, count) {
  const rows = [];
  for (const [name, begin] of peers) rows.push(...(await compared(bench, count, name, begin)));
  return rows;
}
