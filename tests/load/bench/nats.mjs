// nats-server as a room: one subject that everybody has subscribed to, over its WebSocket.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { server_core, start } from "./children.mjs";

const patience_ms = 10_000;

/** Debian puts servers where ordinary users do not look. */
const places = () => [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
const installed = () =>
  places()
    .map((folder) => join(folder, "nats-server"))
    .find((file) => existsSync(file));

// Ports of its own choice; who does not read is not cut off before we measure it.
const configuration = `
listen: "127.0.0.1:-1"
max_connections: 20000
websocket { listen: "127.0.0.1:-1", no_tls: true }
`;

/** The file in which it writes its ports, as soon as it is there and whole. */
async function ports_of(folder, room) {
  const deadline = performance.now() + patience_ms;
  while (performance.now() < deadline && room.exitCode === null) {
    const file = readdirSync(folder).find((name) => name.endsWith(".ports"));
    const text = file ? readFileSync(join(folder, file), "utf8") : "";
    if (text.trimEnd().endsWith("}")) return JSON.parse(text);
    await new Promise((resolve) => setTimeout(resolve, 20)); // looked at again until it is written
  }
  throw new Error("nats-server does not start");
}

/** `{room, port, dialect}`, or `{absent}` when it is not installed. */
export async function start_nats() {
  const program = installed();
  if (!program) return { absent: "apt-get install nats-server" };
  const folder = mkdtempSync(join(tmpdir(), "aula-nats-"));
  const file = join(folder, "nats.conf");
  writeFileSync(file, configuration);
  const room = start(program, ["-c", file, "--ports_file_dir", folder], { core: server_core, stdio: "ignore" });
  room.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { websocket } = await ports_of(folder, room);
  return { room, port: Number(new URL(websocket[0]).port), dialect: "nats" };
}
