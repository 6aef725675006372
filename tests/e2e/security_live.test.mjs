// Who may do what over the live protocol, and what becomes of open sockets when rights change: the real server, real sockets.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Login, Seat, example } from "./support/login.mjs";
import { Aula, course } from "./support/server.mjs";

const { parse } = createRequire(new URL("../../protocol/package.json", import.meta.url))("yaml");
const contract = parse(readFileSync(new URL("../../protocol/asyncapi.yaml", import.meta.url), "utf8"));
const codes = Object.fromEntries(Object.entries(contract["x-close-codes"]).map(([name, { code }]) => [name, code]));
const roles = ["attendee", "moderator", "lecturer", "organizer"];

let aula, organizer, session;
let people = 0;

before(async () => {
  aula = await Aula.start({ decks: [] });
  organizer = new Login(aula);
  await organizer.open(await aula.invite("organizer", "Olga Organizer"));
  session = (await aula.session("mon-1")).id;
});
after(async () => {
  await aula?.stop();
});

/** Somebody new in the course, logged in. */
async function somebody(role) {
  const login = new Login(aula);
  const who = await login.open(await aula.invite(role, `Person ${++people}`));
  return { login, id: who.id, change: (body) => change(who.id, body) };
}

async function change(who, body) {
  const response = await organizer.ask("PATCH", `/courses/${course}/registrations/${who}`, body);
  assert.equal(response.status, 200, await response.text());
}

const says = (seat) => seat.command("post_chat", { text: "hello" });

/** How long after `doing` the seat's socket is closed with this code. */
async function closes(context, seat, code, doing) {
  const started = performance.now();
  await doing();
  assert.equal(await seat.end(), codes[code]);
  context.diagnostic(`${code} ${Math.round(performance.now() - started)} ms after it was asked for`);
}

test("every role may give the commands that the contract lets it, and no other", async () => {
  const commands = Object.entries(contract.components.messages).filter(([, { "x-kind": kind }]) => kind === "command");
  assert.ok(commands.length >= 9);
  for (const role of roles) {
    const { login } = await somebody(role);
    const seat = await login.enter(session);
    for (const [type, { "x-may": may }] of commands) {
      const { type: _, ref, key, ...fields } = example(type);
      if (type.includes("mute")) fields.who = "p999999"; // that staff is not muted is a rule of its own
      const { reason } = await seat.command(type, fields);
      assert.equal(reason === "not_permitted", !may.includes(role), `${role} ${type}: ${reason}`);
    }
    seat.close();
  }
});

test("what only the system may do has no form on the wire, and what the server says is no command", async () => {
  const { login } = await somebody("organizer");
  const seat = await login.enter(session);
  const names = Object.entries(contract.components.messages)
    .filter(([, { "x-kind": kind }]) => kind !== "command")
    .map(([name]) => name);
  assert.ok(names.includes("change_role") || names.includes("attach_deck"), "there are such commands");
  for (const type of names.slice(0, 18)) {
    const { reason } = await seat.command(type, { who: "p1", role: "organizer" });
    if (type !== "hello") assert.ok(["bad_message", "too_fast"].includes(reason), `${type}: ${reason}`);
  }
  seat.close();
});

test("a ticket lets in once, to its session and from its page; another page may not connect at all", async () => {
  const { login } = await somebody("attendee");
  const other = (await aula.session("mon-2")).id;
  const hello = async (ticket, where, options) => {
    const seat = new Seat(aula, options);
    await seat.opened;
    seat.send({ type: "hello", ticket, session: where });
    return seat;
  };
  const ticket = await login.ticket(session);
  const first = await hello(ticket, session);
  await first.next(({ type }) => type === "welcome");
  assert.equal(await (await hello(ticket, session)).end(), codes.ticket_refused, "used");
  assert.equal(await (await hello(await login.ticket(session), other)).end(), codes.ticket_refused, "another session");
  const origin = `http://localhost:${aula.port}`;
  assert.equal(await (await hello(await login.ticket(session), session, { origin })).end(), codes.ticket_refused);
  for (const foreign of ["https://evil.test", `${aula.url}.evil.test`, "null", null]) {
    await assert.rejects(new Seat(aula, { origin: foreign }).opened, /403/, `${foreign}`);
  }
  first.close();
});

test("a ticket in the address is none", async () => {
  const { login } = await somebody("attendee");
  const seat = new Seat(aula, { path: `/ws?ticket=${await login.ticket(session)}&session=${session}` });
  await seat.opened;
  seat.send({ type: "post_chat", ref: 1, key: "key-1-padding", text: "I am in" });
  assert.equal(await seat.end(), codes.bad_hello);
});

test("whoever says nothing is let go after five seconds", async (context) => {
  const seat = new Seat(aula);
  await seat.opened;
  const started = performance.now();
  const code = await seat.end();
  context.diagnostic(`closed with ${code} after ${Math.round(performance.now() - started)} ms`);
  assert.ok(performance.now() - started > 4_000, "but not before");
  assert.equal(code, 4100);
});

test("a demotion and a promotion count at the next command, on the open socket", async () => {
  const { login, change } = await somebody("moderator");
  const seat = await login.enter(session);
  const mute = () => seat.command("mute_participant", { who: "p999999" });
  assert.equal((await mute()).reason, "unknown_participant");
  await change({ role: "attendee" });
  assert.equal((await mute()).reason, "not_permitted");
  await change({ role: "moderator" });
  assert.equal((await mute()).reason, "unknown_participant");
  seat.close();
});

test("a demotion counts in a room whose doors are not open yet", async () => {
  const { login, change } = await somebody("lecturer");
  const seat = await login.enter((await aula.session("tue-1")).id);
  await change({ role: "attendee" });
  assert.equal((await seat.command("open_session")).reason, "not_permitted");
  seat.close();
});

test("whoever is muted is silent on every socket, and speaks again when that is taken back", async () => {
  const where = (await aula.session("mon-2")).id;
  const host = await organizer.enter(where);
  assert.equal((await host.command("open_session")).type, "ok");
  const { login, id } = await somebody("attendee");
  const seats = [await login.enter(where), await login.enter(where)];
  assert.equal((await host.command("mute_participant", { who: id })).type, "ok");
  for (const seat of seats) assert.equal((await says(seat)).reason, "muted");
  assert.equal((await host.command("unmute_participant", { who: id })).type, "ok");
  for (const seat of seats) assert.equal((await says(seat)).type, "ok");
  for (const seat of [host, ...seats]) seat.close();
});

test("a hidden message can be read by nobody, from whichever event they ask", async () => {
  const where = (await aula.session("wed-1")).id;
  const host = await organizer.enter(where);
  assert.equal((await host.command("open_session")).type, "ok");
  const author = await (await somebody("attendee")).login.enter(where);
  const said = [];
  for (const text of ["SECRETWORD one", "kept", "SECRETWORD two"])
    said.push((await author.command("post_chat", { text })).seq);
  const hidden = [];
  for (const target of [said[2], said[0]]) hidden.push((await host.command("hide_chat", { target })).seq);
  for (const role of roles) {
    const { login } = await somebody(role); // who was never there
    for (let since = 0; since <= hidden[1]; since++) {
      const seat = new Seat(aula);
      await seat.opened;
      seat.send({ type: "hello", ticket: await login.ticket(where), session: where, since });
      const { resumed } = await seat.next(({ type }) => type === "accepted");
      assert.ok(resumed, "all of it is there");
      if (since < hidden[1]) await seat.next(({ type, seq }) => type === "chat_hidden" && seq === hidden[1]);
      const all = JSON.stringify(seat.said);
      assert.ok(!all.includes("SECRETWORD"), `${role} from ${since}: ${all}`);
      assert.equal(all.includes("kept"), since < said[1]);
      seat.close();
    }
    const seat = await login.enter(where);
    assert.ok(!JSON.stringify(seat.said).includes("SECRETWORD"));
    seat.close();
    const chat = await (await login.ask("GET", `/courses/${course}/sessions/${where}/chat`)).text();
    assert.ok(chat.includes("kept") && !chat.includes("SECRETWORD"), chat);
  }
  for (const seat of [host, author]) seat.close();
});

test("whoever is removed is out at once, on every socket, and stays out", async (context) => {
  const { login, change } = await somebody("attendee");
  const seats = [await login.enter(session), await login.enter((await aula.session("tue-2")).id)];
  const ticket = await login.ticket(session);
  await closes(context, seats[0], "removed", () => change({ status: "removed" }));
  assert.equal(await seats[1].end(), codes.removed);
  const again = new Seat(aula);
  await again.opened;
  again.send({ type: "hello", ticket, session });
  assert.equal(await again.end(), codes.ticket_refused);
  await assert.rejects(login.ticket(session), /401/);
});

test("whoever logs out is out at once, by an older id of the login, too", async (context) => {
  const { login } = await somebody("attendee");
  const old = login.cookie;
  const seat = await login.enter(session);
  await login.open(await aula.invite("moderator", `Person ${++people}`));
  assert.notEqual(login.cookie, old, "the secret changes with each link");
  const before = new Login(aula);
  before.cookie = old;
  assert.deepEqual(await (await before.ask("GET", "/me")).json(), { participants: [] });
  await closes(context, seat, "logged_out", () => login.ask("DELETE", "/logins/current"));
});

test("a new link ends what the old one let in", async (context) => {
  const { login, id } = await somebody("attendee");
  const seat = await login.enter(session);
  const renew = () => organizer.ask("POST", `/courses/${course}/registrations/${id}/invitations`, {});
  await closes(context, seat, "logged_out", renew);
  await assert.rejects(login.ticket(session), /401/);
});

test("when the course is deleted everybody is sent home", async (context) => {
  const { login } = await somebody("attendee");
  const seats = [await login.enter(session), await organizer.enter(session)];
  const remove = () => organizer.ask("DELETE", `/courses/${course}`, { confirm: course });
  await closes(context, seats[0], "session_gone", remove);
  assert.equal(await seats[1].end(), codes.session_gone);
});
