import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hello, RequestFrame } from "../../src/protocol";
import { accepted, chat, welcome } from "./frames";
import { comeIn, hall, visitor } from "./one_visitor";

/** At the visitor's 600 ms to the server and back. */
const again_ms = 2_900;
const code_none = 1005; // closed without a code: not as one who leaves

/** Both lines have said hello; answers their tickets. */
async function tryTwice(): Promise<string[]> {
  visitor.connection.start();
  const first = await hall.next<Hello>();
  visitor.pass(again_ms);
  const second = await hall.next<Hello>();
  return [first.ticket, second.ticket];
}

/** The visitor has lost its connection; the next try is on its way. */
async function retry(): Promise<void> {
  await visitor.until(() => visitor.state === "waiting");
  visitor.pass(10_000);
  await hall.next<Hello>();
}

for (const [far, roundTrip, after] of [
  ["near", 20, 2_000],
  ["as far as the other hemisphere", 400, 2_300],
  ["behind a slow network", 1_500, 5_600],
  ["so far away that a first ticket would be stale", 5_000, 6_000],
  ["nobody knows how far away", undefined, 4_100],
] as const) {
  test(`who is ${far} tries again after ${after} ms`, async () => {
    visitor.roundTrip = roundTrip;
    visitor.connection.start();
    await hall.next<Hello>();
    visitor.pass(after - 1);
    assert.ok(await hall.isQuiet());
    visitor.pass(1);
    await hall.next<Hello>();
  });
}

test("a line that takes long gets a second beside it, with a ticket of its own", async () => {
  visitor.connection.start();
  await hall.next<Hello>();
  visitor.pass(again_ms - 1);
  assert.ok(await hall.isQuiet());
  visitor.pass(1);
  assert.equal((await hall.next<Hello>()).ticket, "ticket2");
  assert.equal(visitor.state, "connecting");
});

test("a socket that takes long to open gives way: a browser would keep the second waiting", async () => {
  hall.isDeaf = true;
  visitor.connection.start();
  await visitor.until(() => hall.unanswered.length === 1);
  hall.isDeaf = false;
  visitor.pass(again_ms);
  assert.equal((await hall.next<Hello>()).ticket, "ticket1");
  await visitor.until(() => hall.unanswered[0]?.readableEnded === true);
  hall.say(accepted(false, 40), welcome(40));
  await visitor.until(() => visitor.state === "live");
  assert.deepEqual(visitor.waits, []);
});

test("a third takes the place of the first, so that there are never more than two; there is no fourth", async () => {
  await tryTwice();
  const ended = hall.endOf(0);
  visitor.pass(again_ms);
  assert.equal((await hall.next<Hello>()).ticket, "ticket3");
  assert.equal(await ended, code_none);
  visitor.pass(14_999);
  assert.ok(await hall.isQuiet());
  assert.equal(hall.connections, 3);
  assert.equal(visitor.state, "connecting");
  visitor.pass(1);
  assert.equal(visitor.state, "waiting");
});

test("a ticket whose socket gave way is good for the next", async () => {
  hall.isDeaf = true;
  visitor.connection.start();
  await visitor.until(() => hall.unanswered.length === 1);
  visitor.answerTicket = () => new Promise(() => undefined);
  hall.isDeaf = false;
  visitor.pass(again_ms);
  assert.equal((await hall.next<Hello>()).ticket, "ticket1");
});

test("a ticket goes to the line that waits for one, whichever asked for it", async () => {
  const answers: ((ticket: string) => void)[] = [];
  visitor.answerTicket = () =>
    new Promise((resolve) => answers.push((ticket) => resolve({ kind: "ticket", ticket })));
  visitor.connection.start();
  await visitor.until(() => visitor.opened === 1);
  visitor.pass(again_ms);
  await visitor.until(() => visitor.opened === 2);
  await visitor.until(() => answers.length === 2);
  assert.ok(await hall.isQuiet());
  answers[1]?.("asked for second");
  assert.equal((await hall.next<Hello>()).ticket, "asked for second");
  answers[0]?.("asked for first");
  assert.equal((await hall.next<Hello>()).ticket, "asked for first");
});

test("a ticket without an answer is no loss while another is on its way", async () => {
  const answers: { yes: (ticket: string) => void; no: () => void }[] = [];
  visitor.answerTicket = () =>
    new Promise((resolve, reject) =>
      answers.push({
        yes: (ticket) => resolve({ kind: "ticket", ticket }),
        no: () => reject(new Error("no answer")),
      }),
    );
  visitor.connection.start();
  await visitor.until(() => visitor.opened === 1);
  visitor.pass(again_ms);
  answers[0]?.no();
  await visitor.until(() => visitor.opened === 2 && answers.length === 2);
  answers[1]?.yes("the only one");
  assert.equal((await hall.next<Hello>()).ticket, "the only one");
  assert.deepEqual(visitor.waits, []);
});

test("when no ticket has an answer, the visitor waits", async () => {
  visitor.answerTicket = () => Promise.reject(new Error("no answer"));
  visitor.connection.start();
  await visitor.until(() => visitor.state === "waiting");
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
  visitor.pass(again_ms);
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
  visitor.pass(again_ms);
  await visitor.until(() => visitor.state === "closed");
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "logged_out" });
});
