import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hello, RequestFrame } from "../../src/protocol";
import { accepted, chat, welcome } from "./frames";
import { comeIn, hall, visitor } from "./one_visitor";

const code_none = 1005; // closed without a code: not as one who leaves

/** Both lines have said hello; answers their tickets. */
async function tryTwice(): Promise<string[]> {
  visitor.connection.start();
  const first = await hall.next<Hello>();
  visitor.pass(3_000);
  const second = await hall.next<Hello>();
  return [first.ticket, second.ticket];
}

/** The visitor has lost its connection; the next try is on its way. */
async function retry(): Promise<void> {
  await visitor.until(() => visitor.state === "waiting");
  visitor.pass(10_000);
  await hall.next<Hello>();
}

test("a line that takes three seconds gets a second beside it, with a ticket of its own", async () => {
  visitor.connection.start();
  await hall.next<Hello>();
  visitor.pass(2_999);
  assert.ok(await hall.isQuiet());
  visitor.pass(1);
  assert.equal((await hall.next<Hello>()).ticket, "ticket2");
  assert.equal(visitor.state, "connecting");
});

test("a socket that is not open after three seconds gives way: a browser would keep the second waiting", async () => {
  hall.isDeaf = true;
  visitor.connection.start();
  await visitor.until(() => hall.unanswered.length === 1);
  hall.isDeaf = false;
  visitor.pass(3_000);
  assert.equal((await hall.next<Hello>()).ticket, "ticket2");
  await visitor.until(() => hall.unanswered[0]?.readableEnded === true);
  hall.say(accepted(false, 40), welcome(40));
  await visitor.until(() => visitor.state === "live");
  assert.deepEqual(visitor.waits, []);
});

test("there is never a third", async () => {
  await tryTwice();
  visitor.pass(11_000);
  assert.ok(await hall.isQuiet());
  assert.equal(hall.connections, 2);
});

for (const winner of [0, 1]) {
  test(`line ${winner} lets the visitor in first, and the other is closed, not as leaving`, async () => {
    await tryTwice();
    const ended = hall.endOf(1 - winner);
    hall.sayOn(winner, accepted(false, 40), welcome(40));
    assert.equal(await ended, code_none);
    hall.sayOn(winner, chat(41, 40));
    await visitor.until(() => visitor.events.length === 1);
    void visitor.connection.send({ type: "post_chat", text: "hello" });
    const { ref } = await hall.next<RequestFrame>();
    hall.sayOn(winner, { type: "ok", ref, seq: 42 });
    assert.equal(visitor.state, "live");
    assert.equal(visitor.acceptances, 1);
  });
}

test("let in by both at once, the visitor hears of it once", async () => {
  await tryTwice();
  const ended = hall.endOf(1);
  hall.sayOn(0, accepted(false, 40), welcome(40));
  hall.sayOn(1, accepted(false, 40), welcome(40));
  await ended;
  hall.sayOn(0, chat(41, 40));
  await visitor.until(() => visitor.events.length === 1);
  assert.equal(visitor.acceptances, 1);
  assert.equal(visitor.welcomes.length, 1);
});

test("the second line goes on where the first would have", async () => {
  await comeIn(40);
  hall.cut();
  await retry();
  visitor.pass(3_000);
  assert.equal((await hall.next<Hello>()).since, 40);
});

test("of two lines one may be lost", async () => {
  await tryTwice();
  hall.cut(0);
  assert.ok(await hall.isQuiet(), "nothing is begun in its place");
  hall.sayOn(1, accepted(false, 40), welcome(40));
  await visitor.until(() => visitor.state === "live");
  assert.deepEqual(visitor.waits, []);
});

test("when both are lost, the visitor waits as after one", async () => {
  await tryTwice();
  hall.cut(0);
  hall.cut(1);
  await visitor.until(() => visitor.state === "waiting");
  assert.equal(visitor.waits.length, 1);
});

test("a line that was lost early is no reason for a second before the next try", async () => {
  visitor.connection.start();
  await hall.next<Hello>();
  hall.cut();
  await visitor.until(() => visitor.state === "waiting");
  visitor.pass(499);
  assert.equal(hall.connections, 1);
});

test("a server without room turns both lines away", async () => {
  await tryTwice();
  const ended = hall.endOf(1);
  hall.close(4003, 0);
  assert.equal(await ended, code_none);
  assert.deepEqual(visitor.states.at(-1)?.kind, "waiting");
});

test("what the server says for good to one line holds for both", async () => {
  await tryTwice();
  hall.close(4102, 0);
  await visitor.until(() => visitor.state === "closed");
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "removed" });
});

test("whoever leaves while two lines try leaves both", async () => {
  await tryTwice();
  const ended = Promise.all([hall.endOf(0), hall.endOf(1)]);
  visitor.connection.stop();
  assert.deepEqual(await ended, [1000, 1000]);
});

for (const code of [4000, 4003]) {
  test(`a server that closes with ${code} has enough to do with one line each`, async () => {
    await comeIn(40);
    hall.close(code);
    await retry();
    visitor.pass(14_000);
    assert.ok(await hall.isQuiet());
    assert.equal(hall.connections, 2);
  });
}

test("the second ticket may be refused while the first line is still on its way", async () => {
  visitor.connection.start();
  await hall.next<Hello>();
  visitor.answerTicket = async () => ({ kind: "refused", why: "logged_out" });
  visitor.pass(3_000);
  await visitor.until(() => visitor.state === "closed");
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "logged_out" });
});
