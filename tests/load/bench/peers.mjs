// What Aula is compared with: the bare system call, and the room that one writes first.
import { Conversation, end, load_core, server_core, start } from "./children.mjs";

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

/** A naive room with so many people in it: `{crowd, room}`, both to be ended. */
export async function naive_room(binaries, count) {
  const room = start(binaries.naive_room, [], { core: server_core });
  const { port } = await new Conversation(room, "naive_room").ask(null, 10_000);
  const words = ["--to", `127.0.0.1:${port}`, "--dialect", "echo", "--server-pid", String(room.pid)];
  const crowd = new Conversation(start(binaries.load_attendees, words, { core: load_core }), "echo crowd");
  await crowd.ask({ do: "join", rooms: [{ count }] });
  return { crowd, room };
}
