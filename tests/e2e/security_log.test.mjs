// A whole lecture at the most talkative level: nothing of what people said or hold secret may stand in the log.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { Login, Seat } from "./support/login.mjs";
import { Aula, course } from "./support/server.mjs";

const password = "swordfish-of-the-mail-server";
const secrets = { password };
/** Where one seat comes from, and what it says it is: nothing else is called so. */
const [address, device] = ["127.0.0.77", "device-of-somebody/9"];
let aula, session;

before(async () => {
  Object.assign(process.env, {
    AULA_LOG_LEVEL: "debug",
    AULA_LOG_FORMAT: "json",
    AULA_MAIL_SMTP_URL: "smtp://127.0.0.1:9", // nobody there: letters fail, and are spoken of
    AULA_MAIL_USER: "aula",
    AULA_MAIL_PASSWORD: password,
  });
  aula = await Aula.start({ decks: [] });
  session = (await aula.session("mon-1")).id;
});
after(async () => {
  await aula?.stop();
});

/** The example course's first lecture, with everything in it that goes wrong as well. */
async function lecture() {
  const lecturer = new Login(aula);
  secrets.link = await aula.invite("lecturer", "Leo Lecturer");
  secrets.joinToken = secrets.link.split("#")[1];
  await lecturer.open(secrets.link);
  secrets.cookie = lecturer.cookie.split("=")[1];
  const desk = await lecturer.enter(session);
  await desk.command("open_session");
  await desk.command("start_session");

  secrets.message = "the body of a message that nobody logs";
  assert.equal((await desk.command("post_chat", { text: secrets.message })).type, "ok");
  secrets.tooLong = "far too long ".repeat(400);
  await desk.command("post_chat", { text: secrets.tooLong });
  secrets.field = "a-field-of-their-own-making";
  desk.send({ type: "post_chat", ref: 50, key: "key-50-padding", text: "x", [secrets.field]: secrets.message });
  await desk.next(({ ref }) => ref === 50);
  secrets.twice = "a key that is a message";
  desk.socket.send(`{"type":"post_chat","ref":51,"${secrets.twice}":1,"${secrets.twice}":2}`);
  desk.socket.send(`{"type":"post_chat" ${secrets.message}`);
  await desk.command("post_chat", { text: "and on" });

  secrets.ticket = await lecturer.ticket(session);
  for (let i = 0; i < 2; ++i) {
    const seat = new Seat(aula, { localAddress: address, headers: { "user-agent": device } });
    await seat.opened;
    seat.send({ type: "hello", ticket: secrets.ticket, session });
    if (i === 1)
      await seat.end(); // shown twice
    else await seat.next(({ type }) => type === "welcome");
  }
  await assert.rejects(new Seat(aula, { origin: "https://evil.test", path: `/ws?ticket=${secrets.ticket}` }).opened);

  const made = await organize(`/courses/${course}/tokens`, { label: "x", scopes: ["attendance:read"] });
  secrets.bearer = made.secret;
  const asked = { authorization: `Bearer ${secrets.bearer}` };
  await new Login(aula).ask("GET", `/courses/${course}/attendance?table=persons`, undefined, asked);
  secrets.wrongToken = "a-join-token-that-is-none-at-all-but-secret";
  await new Login(aula).ask("POST", "/logins", { token: secrets.wrongToken });
  secrets.email = "sari.secret@example.org";
  await aula.register("Sari Wulandari", secrets.email);
}

let organizer;
async function organize(path, body) {
  organizer = new Login(aula);
  await organizer.open(await aula.invite("organizer", "Olga Organizer"));
  return (await organizer.ask("POST", path, body)).json();
}

test("a lecture leaves no message, ticket, token, cookie, link, address or password in the log", async () => {
  await lecture();
  await aula.halt(); // everything is written
  const lines = aula.log.trim().split("\n");
  assert.ok(lines.length >= 4, aula.log);
  for (const line of lines) assert.equal(typeof JSON.parse(line).message, "string", line);
  assert.match(aula.log, /a message was refused/, "what went wrong is spoken of");
  assert.match(aula.log, /a WebSocket from a foreign origin was refused/);
  assert.match(aula.log, /mail server|letter/, "and so is the mail server");
  for (const [what, secret] of Object.entries(secrets)) {
    assert.ok(secret.length > 8);
    assert.ok(!aula.log.includes(secret), `the log holds the ${what}: ${secret}`);
  }
});

test("what is kept of a lecture names no address and no device", async () => {
  await aula.serve();
  const login = new Login(aula);
  await login.open(await aula.invite("organizer", "Otto Organizer"));
  for (const table of ["counts", "persons", "intervals", "matrix"]) {
    const text = await (await login.ask("GET", `/courses/${course}/attendance?table=${table}`)).text();
    assert.match(text, /Leo Lecturer|mon-1/, table);
    for (const mark of [address, device]) assert.ok(!text.includes(mark), `${table}: ${mark}`);
  }
  const kept = ["aula.db", "aula.db-wal"].map((name) => readFileSync(`${aula.data}/${name}`, "latin1")).join("");
  assert.ok(kept.includes(secrets.message), "messages are kept, and would be found");
  for (const mark of [address, device]) assert.ok(!kept.includes(mark), mark);
});
