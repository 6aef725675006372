// What the fuzzer starts from, made out of the project's own examples: node tests/fuzz/seeds.mjs FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const out = process.argv[2];

const examples = readdirSync(join(root, "protocol/examples")).map((name) => ({
  name: name.replace(".json", ""),
  text: JSON.stringify(JSON.parse(readFileSync(join(root, "protocol/examples", name), "utf8"))),
}));

/** Numbers are bytes, texts UTF-8, and what is bytes already stays so. */
const bytes = (...parts) =>
  Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part))));

function seed(target, name, content) {
  mkdirSync(join(out, target), { recursive: true });
  writeFileSync(join(out, target, name), content);
}

/** Bytes that look random and are the same every time (mulberry32). */
function noise(count, from) {
  let state = from;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return (x ^ (x >>> 14)) >>> 24;
  };
  return Buffer.from(Array.from({ length: count }, next));
}

// Targets that only choose: which of everything, in any order.
for (let at = 0; at < 24; ++at) {
  for (const target of ["resume", "commands", "frames", "csv"]) seed(target, `noise-${at}`, noise(40 + at * 20, at));
}

// frames: role, greeted, piece; then a speaker, and a frame of 0x81 around each example.
for (const { name, text } of examples) {
  if (text.length < 130) seed("frames", name, bytes([0, 1, 0, 50], [1, 6, 0, text.length], text));
}

// commands: somebody comes; then each example is said, which begins with the time that passed and who.
const arrives = (who) => bytes([0, 1, who, 0, 1, who + 1]);
for (const { name, text } of examples) {
  seed("commands", name, bytes(arrives(0), arrives(1), arrives(2), [0, 5, 3, 3], text, "\n", [0, 5, 1, 3], text, "\n"));
}

// commands: one of three opens, speaks and takes it back, whichever number the message got.
const says = (who, number, what) =>
  bytes([0, 5, who, 3], JSON.stringify({ ...what, ref: number, key: `key-${1000 + number}` }), "\n");
for (const who of [0, 1, 2]) {
  const asked = [{ type: "open_session" }, { type: "start_session" }, { type: "post_chat", text: "hello" }];
  for (let target = 3; target <= 8; ++target) asked.push({ type: "hide_chat", target });
  seed(
    "commands",
    `taken-back-${who}`,
    bytes(arrives(0), arrives(1), arrives(2), ...asked.map((what, at) => says(who, at, what))),
  );
}

for (const { name, text } of examples) {
  seed("json", name, bytes(15, text));
  seed("json", `${name}-flat`, bytes(0, text));
}
seed("json", "twice", bytes(15, '{"a":1,"a":[{},{"b":"\\ud83c\\udf93"}]}'));

const told =
  "MSG a.b 12 reply 3\r\nabc\r\nPING\r\nINFO {\"max_payload\":1} \r\n+OK\r\nPONG\r\n-ERR 'Stale Connection'\r\n";
seed("nats", "words", bytes([3, 5], "hello", told));
seed("nats", "large", bytes([39, 0], "MSG a 1 600000\r\n", noise(100, 2), "\r\n", told));

seed("csv", "report", bytes([1], noise(9, 1), 'Ada,"=1+1",-2\r\n+31,"@x ""y""\r\n",é\r\n'));
seed("csv", "anything", bytes([0], '\ufeffname,"a ""b"", c"\r\n"x\ny",=1\r\n'));

const head = "HTTP/1.1\r\nHost: x\r\n";
const requests = {
  get: `GET /a?b=c ${head}\r\n`,
  two: `GET /a ${head}\r\nHEAD /b%20c ${head}\r\n`,
  body: `POST /json ${head}Content-Length: 5\r\n\r\nhello`,
  chunks: `POST /json ${head}Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n`,
  upload: `PUT /upload ${head}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n%PDF`,
  both: `POST /json ${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  folded: `GET /a ${head}X: y\r\n z\r\nConnection: close\r\n\r\n`,
  long: `GET /a ${head}X: \x01\r\n\r\nGET /b ${head}\r\n`,
  old: "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
  upgrade:
    `GET /ws ${head}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
    "Sec-WebSocket-Version: 13\r\nOrigin: http://aula.test\r\nSec-WebSocket-Protocol: aula.v1\r\n\r\n",
};
for (const [name, text] of Object.entries(requests)) {
  seed("http", name, bytes([6, 1], text));
  seed("http", `${name}-many`, bytes([0, 0, 1, 200], text));
}

const openapi = readFileSync(join(root, "protocol/openapi.yaml"), "utf8");
for (const [at, [, path]] of [...openapi.matchAll(/^ {2}(\/\S*):$/gm)].entries()) {
  seed("paths", `route-${at}`, bytes([2], `${path.replaceAll(/[{}]/g, "")}?a=b%20c`));
  seed("paths", `pattern-${at}`, bytes([1, at % 6], path.replaceAll(/[{}]/g, "")));
}
seed("paths", "deck", bytes([1, 2], "/decks/b7TqXw3sV9kLm2RzYf8cNa4h/12-1600.webp"));
seed("paths", "origin", bytes([0, 0], "same-origin\nhttps://aula.example.org\n"));
seed("paths", "climbs", bytes([2], "/a/%2e%2e/b"));

seed(
  "mail",
  "plain",
  bytes([1], "Aula\n", "Your link\x02", [0, 0, 1, 150, 0, 0, 0, 0, 0], "Dear Ada,\n\n  all well.\n"),
);
seed("mail", "address", bytes([0], 'a@b.c\nDr. "A" Öz\n', "=?x?=\x02", [0, 0, 1, 150, 0, 0, 0, 0, 0], "é=\n. \n"));
seed(
  "mail",
  "letter",
  bytes([1], "A\nB\x02", [0, 0, 1, 150, 0, 0, 0, 0], [1, 0, 1], "UTC\n免疫学\nAda\nLUMC\nSugars\nHope\n"),
);

const folders = readdirSync(join(root, "docs/examples"), { withFileTypes: true }).filter((each) => each.isDirectory());
for (const { name } of folders) seed("course", name, readFileSync(join(root, "docs/examples", name, "course.toml")));
seed(
  "course",
  "small",
  'slug = "a"\ntitle = "A"\nzone = "UTC"\nconsent = "yes"\n[[people]]\nkey = "p"\nname = "P"\nrole = "lecturer"\n' +
    '[[sessions]]\nkey = "s"\ntitle = "S"\nlecturer = "p"\nstarts = 2026-11-30T09:00:00\nends = 2026-11-30T10:00:00\n',
);

seed(
  "course",
  "lines",
  'slug = "a"\ntitle = "A"\nzone = "UTC"\nconsent = "yes"\ndescription = """\nFrom C:\\\\decks\n\\"sugars\\" and\\tmore\n"""\n' +
    '[[sessions]]\nkey = "s"\ntitle = "S"\nstarts = 2026-11-30T09:00:00\nends = 2026-11-30T10:00:00\n',
);

const person = {
  name: "Ada Achieng",
  email: "Ada@example.org",
  institution: "Makerere",
  country: "UG",
  role: "attendee",
};
seed("roster", "one", JSON.stringify([person]));
seed("roster", "marked", JSON.stringify([{ ...person, name: "A\u202eda\u200b  Achieng" }]));
seed(
  "roster",
  "two",
  JSON.stringify([
    { ...person, zone: "Africa/Kampala", age: 30 },
    { name: "Ｂudi", note: "a\nb" },
  ]),
);

const report =
  "Title:           Sugars\nTagged:          no\nPages:           2\nPage    1 size:  800 x 450 pts\nPage    1 rot:   90\n" +
  "Page    2 size:  595.276 x 841.89 pts (A4)\nPage    2 rot:   0\nPage    1 MediaBox:   -10.00     0.00   800.00   450.00\n" +
  "Page    1 CropBox:      0.00     0.00   800.00   450.00\nPage    2 MediaBox:     0.00     0.00   595.28   841.89\n" +
  "Page    2 CropBox:      0.00     0.00   595.28   841.89\n";
seed("decks", "report", bytes([0], report));
seed("decks", "imitation", bytes([1, 1, 200], "Pages:           1\nPage    1 size:  1e9 x 1 pts"));
seed("decks", "magic", bytes([2], "junk %PDF-1.7\n"));
seed("decks", "words", bytes([3, 11, 0], "Sugars\u202e on\t the \u00a0surface\n\n\n\n免疫"));
