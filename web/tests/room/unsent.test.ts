import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Outcome } from "../../src/live/unacked";
import { Unsent } from "../../src/room/unsent";
import { Tab } from "../live/lecture_hall";

interface Sent {
  text: string;
  key: string;
  answer: (outcome: Outcome) => void;
}

let tab: Tab;
let sent: Sent[];
let keys = 0;

/** The unsent messages of a page that is loaded at ten o'clock in that tab. */
function load(): Unsent {
  const world = { now: () => ten, makeKey: () => `key-${++keys}`, cupboard: () => tab };
  const unsent = new Unsent(
    world,
    (text, key) => new Promise((answer) => sent.push({ text, key, answer })),
  );
  unsent.open("s12", "p7");
  return unsent;
}

const ten = Date.parse("2026-03-02T10:00:00.000Z");
const at = (seconds: number) => new Date(ten + 1_000 * seconds).toISOString();
const texts = (unsent: Unsent) => unsent.list.value.map(({ text }) => text);
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function answer(index: number, outcome: Outcome): Promise<void> {
  sent[index]?.answer(outcome);
  await turn();
}

beforeEach(() => {
  tab = new Tab();
  sent = [];
});

test("a message stays until its answer and its event are both here", async () => {
  const unsent = load();
  unsent.say("hello");
  await answer(0, { ok: true, seq: 41 });
  assert.deepEqual(texts(unsent), ["hello"]);
  unsent.shown([], 40);
  assert.deepEqual(texts(unsent), ["hello"]);
  unsent.shown([{ seq: 41, at: at(0), text: "hello" }], 41);
  assert.deepEqual(texts(unsent), []);
});

test("an event that is here before the answer ends the waiting", async () => {
  const unsent = load();
  unsent.say(" hello ");
  unsent.shown([{ seq: 41, at: at(1), text: "hello" }], 41);
  assert.deepEqual(texts(unsent), []);
});

test("the same words of an hour ago are not this message", () => {
  const unsent = load();
  unsent.say("yes");
  unsent.shown([{ seq: 7, at: at(-3_600), text: "yes" }], 40);
  assert.deepEqual(texts(unsent), ["yes"]);
});

test("one event settles one of two messages with the same words", () => {
  const unsent = load();
  unsent.say("yes");
  unsent.say("yes");
  unsent.shown([{ seq: 41, at: at(1), text: "yes" }], 41);
  assert.deepEqual(texts(unsent), ["yes"]);
});

test("a refused message waits for its author, over a reload too, and goes again with its key", async () => {
  const before = load();
  before.say("can you hear me?");
  await answer(0, { ok: false, reason: "muted" });
  const after = load();
  const [message] = after.list.value;
  assert.equal(message?.refused, "muted");
  assert.equal(sent.length, 1, "by itself nothing is sent");
  if (message) after.again(message);
  assert.equal(sent[1]?.key, sent[0]?.key);
  assert.equal(after.count, 1);
  assert.equal(tab.length, 0);
});

test("a discarded message is gone for good", async () => {
  const before = load();
  before.say("rather not");
  await answer(0, { ok: false, reason: "muted" });
  before.discard(sent[0]?.key ?? "");
  assert.deepEqual(texts(load()), []);
});

test("only what is on its way counts as not sent yet", async () => {
  const unsent = load();
  unsent.say("one");
  unsent.say("two");
  await answer(0, { ok: false, reason: "muted" });
  assert.equal(unsent.count, 1);
});

test("what may have been said without our knowing is not offered again when it is shown", async () => {
  const unsent = load();
  unsent.say("before lunch");
  await answer(0, { ok: false, reason: "outdated" });
  unsent.shown([{ seq: 41, at: at(1), text: "before lunch" }], 41);
  assert.deepEqual(texts(unsent), []);
});

test("whoever is out leaves nothing behind; whoever may go on finds it again", async () => {
  for (const [why, left] of [
    ["removed", 0],
    ["left", 0],
    ["misunderstood", 1],
  ] as const) {
    tab = new Tab();
    sent = [];
    const before = load();
    before.say("hello");
    before.close(why);
    await answer(0, { ok: false, reason: "disconnected" });
    assert.deepEqual(texts(before), ["hello"], "it can still be read");
    assert.equal(load().list.value.length, left, why);
  }
});
