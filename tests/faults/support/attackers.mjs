// People who mean no good, as a program of its own: node attackers.mjs '{"port":…,"crews":[{"kind":"head","count":100}],"seconds":10}'.
// Says "ready" once all crews are at work, and at the end what became of them, as JSON.
//
// Crews that hold keep `count` connections and come again when they are cut; the others open `count` a second. `cookie` is that of
// a person in the course, and `session` is one of its sessions.
import { connect } from "node:net";
import { Visitor } from "./visitor.mjs";
import { comes, pass } from "./waiting.mjs";
import { client_frame, opcode, upgrade_text } from "./wire.mjs";

const {
  port,
  crews,
  seconds,
  path = "/api/v1/logins",
  course = "none",
  session = "none",
  cookie = "",
} = JSON.parse(process.argv[2]);

const request = (method, at, more) => `${method} ${at} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}`;
const json_head = request(
  "POST",
  "/api/v1/logins",
  `Origin: http://127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 3000\r\n\r\n`,
);
const upload_head = request("PUT", path, "Content-Type: application/pdf\r\nContent-Length: 5000000\r\n\r\n%PDF-1.7\n");
const hello = JSON.stringify({ type: "hello", ticket: "AAAAAAAAAAAAAAAAAAAAAA", session: "s1" });

const same_origin = `Origin: http://127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n`;
const member = `${same_origin}Cookie: ${cookie}\r\n`;
const at_session = `/api/v1/courses/${course}/sessions/${session}`;
const json_of = (bytes, more = same_origin) =>
  `${more}Content-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`;
const register = (body) => request("POST", `/api/v1/courses/${course}/registrations`, json_of(body.length) + body);
const lists = (count) => `[${Array.from({ length: count }, () => "[[[[[[[[[[[[[[]]]]]]]]]]]]]]").join(",")}]`;
const keys = (count) => `{${Array.from({ length: count }, (_, each) => `"${each}":1`).join(",")}}`;
const many = (text, times = 1000) => text.repeat(times);

/** What each kind says first, and then every second. A `deaf` one reads nothing. */
const holding = {
  upload_head: { first: request("PUT", "/api/v1/courses/x/sessions/x/decks/x", "Content-Length: 9\r\n\r\n") },
  upload_begun: { first: upload_head + many("x", 100_000), every_second: "x" },
  member_upload: { first: request("PUT", `${at_session}/decks/a.pdf`, `${member}Content-Length: 9000000\r\n\r\n%PDF`) },
  json_head: { first: request("POST", `/api/v1/courses/${course}/registrations`, json_of(9)) },
  member_json: { first: request("POST", `${at_session}/tickets`, json_of(2, member)) },
  unread: { first: many(request("GET", "/", "\r\n")), every_second: request("GET", "/", "\r\n"), deaf: true },
  member_unread: {
    first: many(request("GET", at_session, `${member}\r\n`), 200),
    every_second: request("GET", "/api/v1/me", `${member}\r\n`),
    deaf: true,
  },
  big_lists: { first: register(lists(32_000)) },
  big_keys: { first: register(keys(90_000)) },
  stranger_lists: { first: register(lists(2_100)) },
  stranger_text: { first: register(`{"name":"${many("x", 64_000)}"}`) },

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
  const { first, after, every_second, deaf } = holding[kind];
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
  if (deaf) socket.pause();
  else socket.on("data", () => {}); // read, or the end of the connection is never seen
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

/** One person comes by one connection after the other, up to `count`, and again for each that ends. */
async function hoard(kind, count) {
  const of = tally(kind);
  for (let held = 0; !is_over(); ) {
    const visitor = new Visitor({ port, course, session }, cookie);
    const is_in = held < count && (await comes(visitor.come({ patience_ms: 2000 }), 2500).catch(() => false));
    if (!is_in) {
      of.refused += held < count ? 1 : 0;
      await pass(100);
      continue;
    }
    held += 1;
    of.opened += 1;
    visitor.on_lost = () => {
      held -= 1;
      of.cut += 1;
    };
  }
}

for (const { kind, count } of crews) {
  if (flooding[kind]) flood(kind, count);
  else if (kind === "hoard") void hoard(kind, count);
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
