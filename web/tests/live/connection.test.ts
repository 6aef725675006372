import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hello, RequestFrame } from "../../src/protocol";
import { accepted, chat, welcome } from "./frames";
import { Visitor } from "./lecture_hall";
import { comeIn, hall, visitor } from "./one_visitor";

async function comeBack(): Promise<Hello> {
  await visitor.until(() => visitor.state === "waiting");
  visitor.pass(10_000);
  return hall.next<Hello>();
}

const troubles = () =>
  visitor.states.flatMap((state) => (state.kind === "waiting" ? [state.why] : []));

test("the first hello carries a ticket and the session, and no position", async () => {
  visitor.connection.start();
  assert.deepEqual(await hall.next(), { type: "hello", ticket: "ticket1", session: "s12" });
});

test("after a lost network it comes back with a new ticket and the last event it has", async () => {
  await comeIn(40);
  hall.say(chat(41, 40));
  await visitor.until(() => visitor.events.length === 1);
  hall.cut();
  assert.deepEqual(await comeBack(), {
    type: "hello",
    ticket: "ticket2",
    session: "s12",
    since: 41,
  });
});

test("a welcome that was promised and lost is asked for again", async () => {
  await comeIn(40);
  hall.say(accepted(false, 44));
  await visitor.until(() => visitor.acceptances === 2);
  hall.cut();
  assert.equal((await comeBack()).since, undefined);
});

test("whoever has become staff does not go on from what attendees see", async () => {
  await comeIn(40);
  hall.cut();
  assert.equal((await comeBack()).since, 40);
  hall.say(accepted(true, 41, "p7", "moderator"), chat(41, 40));
  await visitor.until(() => visitor.events.length === 1);
  hall.cut();
  assert.equal((await comeBack()).since, undefined);
  hall.say(accepted(false, 41, "p7", "moderator"), welcome(41));
  await visitor.until(() => visitor.welcomes.length === 2);
  hall.cut();
  assert.equal((await comeBack()).since, 41);
});

test("an event that is already there is not shown again", async () => {
  await comeIn(40);
  hall.say(chat(41, 40), chat(41, 40), chat(42, 41));
  await visitor.until(() => visitor.events.length >= 2);
  assert.deepEqual(
    visitor.events.map(({ seq }) => seq),
    [41, 42],
  );
});

test("numbers that it may not see are no gap", async () => {
  await comeIn(40);
  hall.say(chat(45, 40));
  await visitor.until(() => visitor.events.length === 1);
  assert.equal(visitor.state, "live");
});

test("a gap sends it back for what it missed, and nothing behind the gap is shown", async () => {
  await comeIn(40);
  hall.say(chat(41, 40), chat(43, 42), chat(44, 43));
  const hello = await comeBack();
  assert.equal(hello.since, 41);
  hall.say(accepted(true, 44), chat(42, 41), chat(43, 42), chat(44, 43));
  await visitor.until(() => visitor.events.length === 4);
  assert.deepEqual(
    visitor.events.map(({ seq }) => seq),
    [41, 42, 43, 44],
  );
});

test("an event of a kind it does not know moves the position on", async () => {
  await comeIn(40);
  hall.shout('{"type":"bell_rung","seq":41,"prev":40,"at":"2026-03-02T10:15:00.120Z","who":"p7"}');
  hall.say(chat(42, 41));
  await visitor.until(() => visitor.events.length === 2);
  assert.equal(visitor.state, "live");
});

test("a signal of a kind it does not know is skipped", async () => {
  await comeIn(40);
  hall.shout('{"type":"reactions","hearts":3}');
  hall.say({ type: "head_count", present: 9 });
  await visitor.until(() => visitor.signals.length === 1);
  assert.equal(visitor.state, "live");
});

test("an unanswered command is sent again after the resume, with its key", async () => {
  await comeIn(40);
  const said = visitor.connection.send({ type: "post_chat", text: "hello" });
  const first = await hall.next<RequestFrame>();
  hall.cut();
  await comeBack();
  hall.say(accepted(true, 41));
  assert.deepEqual(await hall.next<RequestFrame>(), first);
  hall.say({ type: "ok", ref: first.ref, seq: 41 });
  assert.deepEqual(await said, { ok: true, seq: 41 });
});

test("an answered command is not sent again", async () => {
  await comeIn(40);
  const said = visitor.connection.send({ type: "post_chat", text: "hello" });
  hall.say({ type: "ok", ref: (await hall.next<RequestFrame>()).ref, seq: 41 });
  await said;
  hall.cut();
  await comeBack();
  hall.say(accepted(true, 41));
  assert.ok(await hall.isQuiet());
});

test("a command given while offline leaves with the next connection, after the hello", async () => {
  await comeIn(40);
  visitor.connection.networkLost();
  void visitor.connection.send({ type: "post_chat", text: "from the tunnel" });
  assert.equal((await comeBack()).type, "hello");
  assert.ok(await hall.isQuiet(), "nothing is sent before the hello was accepted");
  hall.say(accepted(true, 40));
  assert.equal((await hall.next<RequestFrame>()).type, "post_chat");
});

test("of the page turns made while offline only the last is sent", async () => {
  await comeIn(40);
  visitor.connection.networkLost();
  for (const page of [2, 3, 4]) {
    void visitor.connection.send({ type: "show_slide", deck: "d3", page }, { replaces: "slide" });
  }
  await comeBack();
  hall.say(accepted(true, 40));
  assert.equal((await hall.next<RequestFrame & { page: number }>()).page, 4);
  assert.ok(await hall.isQuiet());
});

test("a refusal is the answer", async () => {
  await comeIn(40);
  const said = visitor.connection.send({ type: "post_chat", text: "hello" });
  hall.say({ type: "refused", ref: (await hall.next<RequestFrame>()).ref, reason: "muted" });
  assert.deepEqual(await said, { ok: false, reason: "muted" });
});

test("too fast is tried again when the server says, with the same key", async () => {
  await comeIn(40);
  void visitor.connection.send({ type: "post_chat", text: "hello" });
  const first = await hall.next<RequestFrame>();
  hall.say({ type: "refused", ref: first.ref, reason: "too_fast", retry_after_ms: 700 });
  hall.say({ type: "head_count", present: 1 });
  await visitor.until(() => visitor.signals.length === 1);
  visitor.pass(699);
  assert.ok(await hall.isQuiet());
  visitor.pass(1);
  assert.deepEqual(await hall.next<RequestFrame>(), first);
});

test("a socket that says nothing for 25 seconds is given up", async () => {
  await comeIn(40);
  visitor.pass(24_000);
  hall.say({ type: "head_count", present: 1 });
  await visitor.until(() => visitor.signals.length === 1);
  visitor.pass(24_999);
  assert.equal(visitor.state, "live");
  visitor.pass(1);
  assert.equal(visitor.state, "waiting");
});

test("when nobody lets us in within 15 seconds of the last try, that is given up", async () => {
  visitor.connection.start();
  for (const again of [2_900, 2_900]) {
    await hall.next<Hello>();
    visitor.pass(again);
  }
  await hall.next<Hello>();
  visitor.pass(14_999);
  assert.equal(visitor.state, "connecting");
  visitor.pass(1);
  assert.equal(visitor.state, "waiting");
});

test("a socket that speaks but leaves a command without an answer is given up", async () => {
  await comeIn(40);
  void visitor.connection.send({ type: "post_chat", text: "hello" });
  const first = await hall.next<RequestFrame>();
  visitor.pass(19_999);
  hall.say({ type: "head_count", present: 1 });
  await visitor.until(() => visitor.signals.length === 1);
  assert.equal(visitor.state, "live");
  visitor.pass(1);
  assert.equal((await comeBack()).since, 40);
  hall.say(accepted(true, 40));
  assert.deepEqual(await hall.next<RequestFrame>(), first);
});

test("a socket that answers one command after the other is not given up", async () => {
  await comeIn(40);
  for (const text of ["one", "two"]) void visitor.connection.send({ type: "post_chat", text });
  for (let seq = 41; seq <= 42; ++seq) {
    visitor.pass(19_000);
    hall.say({ type: "ok", ref: (await hall.next<RequestFrame>()).ref, seq });
    hall.say({ type: "head_count", present: 1 });
    await visitor.until(() => visitor.signals.length === seq - 40);
  }
  visitor.pass(19_000);
  assert.equal(visitor.state, "live");
});

test("a command that is to be given later again owes no answer until then", async () => {
  await comeIn(40);
  void visitor.connection.send({ type: "post_chat", text: "hello" });
  const { ref } = await hall.next<RequestFrame>();
  hall.say({ type: "refused", ref, reason: "busy", retry_after_ms: 24_000 });
  hall.say({ type: "head_count", present: 1 });
  await visitor.until(() => visitor.signals.length === 1);
  visitor.pass(22_000);
  assert.equal(visitor.state, "live");
});

test("a server that wants us back gets us, after a jittered wait of at most 10 s", async () => {
  visitor.random = 0.999;
  await comeIn(40);
  for (const code of [4000, 4001, 4002, 1006, 1011]) {
    if (code === 1006) hall.cut();
    else hall.close(code);
    await comeBack();
  }
  assert.deepEqual(visitor.waits, [999, 1998, 3996, 7992, 9990]);
});

test("the first wait is anything from nothing to a second", async () => {
  visitor.random = 0;
  await comeIn(40);
  hall.close(4000);
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.waits, [0]);
});

test("after ten good seconds the waits start anew", async () => {
  visitor.random = 0.5;
  await comeIn(40);
  hall.close(4000);
  await comeBack();
  hall.say(accepted(true, 40));
  await visitor.until(() => visitor.state === "live");
  visitor.pass(10_000);
  hall.close(4000);
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.waits, [500, 500]);
});

test("an overloaded server is given time", async () => {
  visitor.random = 0.999;
  await comeIn(40);
  hall.close(4003);
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.waits, [9990]);
});

test("a server that says not to come back is left alone, and the unsent is told", async () => {
  await comeIn(40);
  const said = visitor.connection.send({ type: "post_chat", text: "hello" });
  hall.close(4102);
  assert.deepEqual(await said, { ok: false, reason: "disconnected" });
  visitor.pass(60_000);
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "removed" });
  assert.equal(hall.connections, 1);
});

test("a ticket too late for the server's patience is no reason to stay away", async () => {
  visitor.answerTicket = () => new Promise(() => undefined);
  visitor.connection.start();
  await visitor.until(() => hall.connections === 1);
  hall.close(4100);
  await visitor.until(() => visitor.state === "waiting");
});

test("a hello too late for the server's patience is no reason to stay away, a bad one is", async () => {
  for (const [passed_ms, state] of [
    [4_000, "waiting"],
    [3_900, "closed"],
  ] as const) {
    const one = new Visitor(hall);
    one.roundTrip = undefined; // no second line meanwhile
    one.connection.start();
    await hall.next<Hello>();
    one.pass(passed_ms);
    hall.close(4100);
    await one.until(() => one.state === state);
    one.connection.stop();
  }
});

test("a page that had to make room for newer ones stays closed until its person wants it back", async () => {
  await comeIn(40);
  hall.close(4106);
  await visitor.until(() => visitor.state === "closed");
  visitor.pass(60_000);
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "replaced" });
  assert.equal(hall.connections, 1);
});

test("a page that sent too much comes back by itself", async () => {
  await comeIn(40);
  hall.close(4005);
  await visitor.until(() => visitor.state === "waiting");
  assert.equal((await comeBack()).since, 40);
});

test("when the network is back nobody sits out the wait", async () => {
  await comeIn(40);
  visitor.connection.networkLost();
  assert.equal(visitor.state, "waiting");
  visitor.connection.lookAgain();
  assert.equal((await hall.next<Hello>()).since, 40);
});

test("a device that loses its network says so, and tries all the same: it may be wrong", async () => {
  await comeIn(40);
  visitor.isOnline = false;
  visitor.connection.networkLost();
  assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "offline", until: 500 });
  assert.equal((await comeBack()).since, 40);
});

test("a device that loses its network while it waits says so, and keeps to its next try", async () => {
  await comeIn(40);
  hall.cut();
  await visitor.until(() => visitor.state === "waiting");
  visitor.connection.networkLost();
  assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "offline", until: 500 });
  assert.equal((await comeBack()).since, 40);
});

test("a server that restarts is said to do so until it is back, but not for ever", async () => {
  await comeIn(40);
  hall.close(4000);
  await visitor.until(() => visitor.state === "waiting");
  assert.equal(troubles().at(-1), "restarting");
  visitor.answerTicket = () => Promise.reject(new Error("no answer"));
  visitor.pass(10_000);
  await visitor.until(() => troubles().length === 2);
  assert.equal(troubles().at(-1), "restarting");
  visitor.pass(60_000);
  await visitor.until(() => troubles().length === 3);
  assert.equal(troubles().at(-1), "lost");
});

test("a server that is back from its restart and lost after that is said to be lost", async () => {
  await comeIn(40);
  hall.close(4000);
  await comeBack();
  hall.say(accepted(true, 40));
  await visitor.until(() => visitor.acceptances === 2);
  hall.cut();
  await visitor.until(() => troubles().length === 2);
  assert.deepEqual(troubles(), ["restarting", "lost"]);
});

test("a page that is put aside takes a new socket when it is shown again, and misses nothing", async () => {
  await comeIn(40);
  visitor.connection.sleep();
  visitor.pass(3_600_000);
  assert.equal(visitor.state, "waiting", "a page that sleeps does not try");
  visitor.connection.wake();
  assert.equal((await hall.next<Hello>()).since, 40);
  hall.say(accepted(true, 42), chat(41, 40), chat(42, 41));
  await visitor.until(() => visitor.events.length === 2);
});

test("a page that comes back after hours takes a welcome in place of what it has", async () => {
  await comeIn(40);
  visitor.connection.sleep();
  visitor.connection.wake();
  await hall.next<Hello>();
  hall.say(accepted(false, 9_000), welcome(9_000), chat(9_001, 9_000));
  await visitor.until(() => visitor.events.length === 1);
  assert.equal(visitor.welcomes.at(-1)?.seq, 9_000);
  assert.equal(visitor.state, "live");
});

test("whoever wakes without having slept in order is trusted as little", async () => {
  await comeIn(40);
  visitor.connection.wake();
  assert.equal((await hall.next<Hello>()).since, 40);
  assert.equal(hall.connections, 2);
});

test("an attempt from before the network was there is not waited for", async () => {
  visitor.answerTicket = () => new Promise(() => undefined);
  visitor.connection.start();
  await visitor.until(() => hall.connections === 1);
  visitor.pass(3_001);
  visitor.connection.lookAgain();
  await visitor.until(() => hall.connections === 2);
});

test("a phone that wakes up doubts a silent socket and takes a new one at once", async () => {
  await comeIn(40);
  visitor.pass(15_001);
  visitor.connection.lookAgain();
  assert.equal((await hall.next<Hello>()).since, 40);
});

test("a page that is looked at again keeps a socket that speaks", async () => {
  await comeIn(40);
  visitor.pass(9_000);
  visitor.connection.lookAgain();
  assert.equal(visitor.state, "live");
  assert.equal(hall.connections, 1);
});

test("bytes are counted both ways as they are on the wire", async () => {
  visitor.connection.start();
  const hello = JSON.stringify(await hall.next());
  hall.say({ type: "head_count", present: 9 });
  await visitor.until(() => visitor.signals.length === 1);
  const count = JSON.stringify({ type: "head_count", present: 9 });
  assert.equal(visitor.bytes, hello.length + count.length);
});
