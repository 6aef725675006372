import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf } from "../../src/live/ticket";
import { RestError, foreign } from "../../src/rest";
import { hall, visitor } from "./one_visitor";

const failed = (status: number, code = foreign(status), wait_ms = 0) =>
  new RestError(status, code, "", undefined, wait_ms);

for (const [status, code, why] of [
  [401, "unauthenticated", "logged_out"],
  [403, "forbidden", "not_allowed"],
  [404, "not_found", "gone"],
] as const) {
  test(`a ${status} of the server's own is the end: ${why}`, async () => {
    visitor.answerTicket = async () => answerOf(failed(status, code));
    visitor.connection.start();
    await visitor.until(() => visitor.state === "closed");
    assert.deepEqual(visitor.states.at(-1), { kind: "closed", why });
  });

  test(`a ${status} of a proxy is a trouble that passes`, async () => {
    visitor.answerTicket = async () => answerOf(failed(status));
    visitor.connection.start();
    await visitor.until(() => visitor.state === "waiting");
    assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "unwell", until: 5_000 });
  });
}

for (const [status, code, why] of [
  [429, "too_many_requests", "overloaded"],
  [503, "busy", "overloaded"],
  [503, "unavailable", "restarting"],
  [507, "storage_full", "unwell"],
] as const) {
  test(`after ${status} ${code} it waits as long as the server says, and not all for as long`, async () => {
    visitor.random = 0;
    visitor.answerTicket = async () => answerOf(failed(status, code, 7_000));
    visitor.connection.start();
    await visitor.until(() => visitor.state === "waiting");
    assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why, until: 7_000 });
    visitor.random = 0.999;
    visitor.pass(7_000);
    await visitor.until(() => visitor.waits.length === 2);
    assert.ok((visitor.waits[1] ?? 0) > 7_000);
  });
}

test("a wait beyond reason is not kept to", async () => {
  visitor.random = 0;
  visitor.answerTicket = async () => answerOf(failed(429, "too_many_requests", 86_400_000));
  visitor.connection.start();
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.waits, [300_000]);
});

for (const status of [500, 502, 504]) {
  test(`a ${status} is the server's trouble, and passes`, async () => {
    visitor.answerTicket = async () => answerOf(failed(status));
    visitor.connection.start();
    await visitor.until(() => visitor.state === "waiting");
    assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "unwell", until: 5_000 });
  });
}

test("no answer at all is a lost network", async () => {
  visitor.answerTicket = () => Promise.reject(failed(0, "offline"));
  visitor.connection.start();
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "lost", until: 500 });
});

test("a device that knows of no network is told to be offline", async () => {
  visitor.isOnline = false;
  visitor.answerTicket = () => Promise.reject(failed(0, "offline"));
  visitor.connection.start();
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "offline", until: 500 });
});

test("a socket that is turned away waits for what the server says about it to the ticket", async () => {
  let answer = (): void => undefined;
  visitor.answerTicket = () =>
    new Promise((resolve) => {
      answer = () => resolve(answerOf(failed(503, "busy", 7_000)));
    });
  visitor.random = 0;
  hall.isFull = true;
  visitor.connection.start();
  await visitor.until(() => hall.turnedAway === 1);
  await hall.isQuiet();
  assert.equal(visitor.state, "connecting");
  answer();
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "overloaded", until: 7_000 });
});

test("a socket that is turned away although the ticket is good is tried again", async () => {
  let answer = (): void => undefined;
  visitor.answerTicket = () =>
    new Promise((resolve) => {
      answer = () => resolve({ kind: "ticket", ticket: "late" });
    });
  hall.isFull = true;
  visitor.connection.start();
  await visitor.until(() => hall.turnedAway === 1);
  await hall.isQuiet();
  answer();
  await visitor.until(() => visitor.state === "waiting");
  assert.deepEqual(visitor.states.at(-1), { kind: "waiting", why: "lost", until: 500 });
});

test("a ticket that nobody waits for any more is not asked for any longer", async () => {
  const given: AbortSignal[] = [];
  visitor.answerTicket = (abandoned) => {
    given.push(abandoned);
    return new Promise(() => undefined);
  };
  visitor.connection.start();
  for (const [tries, wait] of [2_900, 2_900, 15_000].entries()) {
    await visitor.until(() => hall.connections === tries + 1);
    visitor.pass(wait);
  }
  assert.equal(visitor.state, "waiting");
  assert.deepEqual(
    given.map(({ aborted }) => aborted),
    [true, true, true],
  );
});
