// People who mean no good, as a program of its own: node attackers.mjs '{"port":…,"crews":[{"kind":"head","count":100}],"seconds":10}'.
// Says "ready" once all crews are at work, and at the end what became of them, as JSON.
//
// Crews that hold keep so many connections and come again when they are cut; the others open so many a second.
import { connect } from "node:net";
import { client_frame, opcode, upgrade_text } from "./wire.mjs";

const { port, crews, seconds, path = "/api/v1/logins" } = JSON.parse(process.argv[2]);

const request = (method, at, more) => `${method} ${at} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}`;
const json_head = request(
  "POST",
  "/api/v1/logins",
  `Origin: http://127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n`,
);
const upload_head = request("PUT", path, "Content-Type: application/pdf\r\nContent-Length: 5000000\r\n\r\n%PDF-1.7\n");
const hello = JSON.stringify({ type: "hello", ticket: "AAAAAAAAAAAAAAAAAAAAAA", session: "s1" });

/** What each kind says first, and then every second. */
const holding = {
  silent: {},
  head: { first: request("GET", "/", "X: "), every_second: "a" },
  handshake: { first: Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), every_second: Buffer.from([0]) },
  body: { first: json_head, every_second: "{" },
  upload: { first: upload_head, every_second: "x" },
  no_hello: { first: upgrade_text(port) },
  slow_hello: {
    first: upgrade_text(port),
    after: Buffer.from([0x81, 0xfe, 0x10, 0x00, 0, 0, 0, 0]),
    every_second: "{",
  },
};
/** What each kind does with a connection before it resets it. */
const flooding = {
  connections: (socket) => socket.resetAndDestroy(),
  requests: (socket) => socket.end(request("GET", "/nowhere", "Connection: close\r\n\r\n")),
  upgrades: (socket) => socket.write(upgrade_text(port), () => setTimeout(() => socket.resetAndDestroy(), 50)),
  hellos: (socket) => {
    socket.write(upgrade_text(port));
    socket.once("data", () => socket.write(client_frame(opcode.text, hello)));
    setTimeout(() => socket.resetAndDestroy(), 500);
  },
};

const done = {};
function tally(kind) {
  done[kind] ??= { opened: 0, cut: 0, refused: 0, cut_after_ms: [], still_in_ms: 0 };
  return done[kind];
}
const until = performance.now() + 1000 * seconds;
const is_over = () => performance.now() >= until;

function hold(kind) {
  if (is_over()) return;
  const { first, after, every_second } = holding[kind];
  const of = tally(kind);
  const began = performance.now();
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  const timer = every_second && setInterval(() => socket.write(every_second), 1000);
  let is_in = false;
  socket.on("connect", () => {
    is_in = true;
    of.opened += 1;
    if (first) socket.write(first);
  });
  if (after) socket.once("data", () => socket.write(after));
  socket.on("data", () => {}); // read, or the end of the connection is never seen
  socket.on("error", () => {});
  socket.on("close", () => {
    clearInterval(timer);
    if (is_over()) return;
    if (is_in) {
      of.cut += 1;
      of.cut_after_ms.push(performance.now() - began);
    } else {
      of.refused += 1;
    }
    setTimeout(() => hold(kind), 50);
  });
  setTimeout(() => {
    // Whoever is never cut lasts the longest of all.
    if (is_in && !socket.destroyed) of.still_in_ms = Math.max(of.still_in_ms, performance.now() - began);
    socket.resetAndDestroy();
  }, until - performance.now());
}

function flood(kind, per_second) {
  const of = tally(kind);
  const began = performance.now();
  const turn = setInterval(() => {
    if (is_over()) return clearInterval(turn);
    const due = Math.min(200, Math.floor(((performance.now() - began) / 1000) * per_second) - of.opened);
    for (let each = 0; each < due; ++each) {
      of.opened += 1;
      const socket = connect({ host: "127.0.0.1", port });
      socket.on("connect", () => flooding[kind](socket));
      socket.on("data", () => {});
      socket.on("error", () => (of.refused += 1));
    }
  }, 10);
}

for (const { kind, count } of crews) {
  if (flooding[kind]) flood(kind, count);
  else for (let each = 0; each < count; ++each) hold(kind);
}
process.stdout.write("ready\n");
setTimeout(
  () => {
    for (const each of Object.values(done)) {
      const times = each.cut_after_ms.sort((a, b) => a - b);
      each.cut_after_ms = { p50: times[times.length >> 1] ?? null, most: times.at(-1) ?? null };
    }
    process.stdout.write(JSON.stringify(done) + "\n", () => process.exit(0));
  },
  1000 * seconds + 500,
);
