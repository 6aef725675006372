// A page that is loaded again, or in two tabs at once, with commands that nobody has answered yet.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { limits } from "../../src/protocol";
import type { Hello, PostChat, RequestFrame } from "../../src/protocol";
import { accepted, welcome } from "./frames";
import { LectureHall, Tab, Visitor } from "./lecture_hall";

type Frame = RequestFrame & PostChat;
const minute_ms = 60_000;

let hall: LectureHall;
const visitors: Visitor[] = [];

beforeEach(async () => {
  hall = new LectureHall();
  await hall.listening();
});
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.connection.stop();
  hall.stop();
});

/** Loads the page in that tab and is let in as that person. */
async function load(tab: Tab, now = 0, person = "p7"): Promise<Visitor> {
  const visitor = new Visitor(hall, tab, now);
  visitors.push(visitor);
  visitor.connection.start();
  await hall.next<Hello>();
  hall.say(accepted(false, 40, person), welcome(40));
  await visitor.until(() => visitor.welcomes.length === 1);
  return visitor;
}

/** The page goes, as a browser ends one: without a word. */
async function goes(visitor: Visitor): Promise<void> {
  visitor.connection.sleep();
  await visitor.until(() => visitor.state === "waiting");
}

const say = (visitor: Visitor, text: string) =>
  visitor.connection.send({ type: "post_chat", text });

async function nextFrames(count: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  while (frames.length < count) frames.push(await hall.next<Frame>());
  return frames;
}

test("what was not answered is sent again after a reload, in order, with its keys", async () => {
  const tab = new Tab();
  const before = await load(tab);
  for (const text of ["one", "two", "three"]) void say(before, text);
  const sent = await nextFrames(3);
  hall.say({ type: "ok", ref: sent[0]?.ref ?? 0, seq: 41 });
  hall.say({ type: "head_count", present: 1 });
  await before.until(() => before.signals.length === 1);
  await goes(before);

  const after = await load(tab);
  const again = await nextFrames(2);
  assert.deepEqual(
    again.map(({ key, text }) => [key, text]),
    sent.slice(1).map(({ key, text }) => [key, text]),
  );
  hall.say({ type: "ok", ref: again[0]?.ref ?? 0, seq: 42 });
  assert.deepEqual(await after.restored[0]?.outcome, { ok: true, seq: 42 });
  assert.deepEqual(
    after.restored.map(({ given }) => given.key),
    sent.slice(1).map(({ key }) => key),
  );
});

test("what was answered after a reload is not sent after the next one", async () => {
  const tab = new Tab();
  const first = await load(tab);
  void say(first, "one");
  await hall.next();
  await goes(first);
  const second = await load(tab);
  hall.say({ type: "ok", ref: (await hall.next<Frame>()).ref, seq: 41 });
  await second.restored[0]?.outcome;
  await goes(second);
  const third = await load(tab);
  assert.ok(await hall.isQuiet());
  assert.deepEqual(third.restored, []);
});

test("a duplicated tab asks for the same with the same key, and each hears of it", async () => {
  const tab = new Tab();
  const first = await load(tab);
  first.connection.networkLost();
  const said = say(first, "from a train");
  const copy = tab.duplicate();
  const second = await load(copy);
  const theirs = await hall.next<Frame>();
  hall.say({ type: "ok", ref: theirs.ref, seq: 41 });
  assert.deepEqual(await second.restored[0]?.outcome, { ok: true, seq: 41 });

  first.connection.lookAgain();
  await hall.next<Hello>();
  hall.say(accepted(true, 41));
  const ours = await hall.next<Frame>();
  assert.equal(ours.key, theirs.key);
  hall.say({ type: "ok", ref: ours.ref, seq: 41 }); // as the server answers a repeated key
  assert.deepEqual(await said, { ok: true, seq: 41 });
  assert.equal(tab.length + copy.length, 0, "nothing is left to be sent by either");
});

test("a tab sends what is its own only", async () => {
  const first = await load(new Tab());
  first.connection.networkLost();
  void say(first, "in my tab");
  await load(new Tab());
  assert.ok(await hall.isQuiet());
});

test("somebody else who comes in in the same tab sends nothing of it, nor does its author later", async () => {
  const tab = new Tab();
  const mine = await load(tab);
  void say(mine, "mine");
  await hall.next();
  await goes(mine);
  const theirs = await load(tab, 0, "p8");
  assert.ok(await hall.isQuiet());
  await goes(theirs);
  await load(tab, 0, "p7");
  assert.ok(await hall.isQuiet());
});

test("a connection that comes back under another name says nothing and ends", async () => {
  const visitor = await load(new Tab());
  visitor.connection.networkLost();
  const said = say(visitor, "as myself");
  visitor.connection.lookAgain();
  await hall.next<Hello>();
  hall.say(accepted(true, 40, "p8"));
  assert.deepEqual(await said, { ok: false, reason: "disconnected" });
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "somebody_else" });
  assert.ok(await hall.isQuiet());
});

for (const [what, end] of [
  ["whoever leaves", (visitor: Visitor) => visitor.connection.stop()],
  ["whoever is removed", () => hall.close(4102)],
  ["whoever is logged out", () => hall.close(4101)],
] as const) {
  test(`${what} leaves nothing behind to be sent`, async () => {
    const tab = new Tab();
    const visitor = await load(tab);
    void say(visitor, "too late");
    await hall.next();
    assert.equal(tab.length, 1);
    end(visitor);
    await visitor.until(() => visitor.state === "closed");
    assert.equal(tab.length, 0);
  });
}

test("what the server could not understand is not sent to it again by a reload", async () => {
  const tab = new Tab();
  const visitor = await load(tab);
  void say(visitor, "?");
  await hall.next();
  hall.close(4103);
  await visitor.until(() => visitor.state === "closed");
  await load(tab);
  assert.ok(await hall.isQuiet());
});

test("a page turn of more than a minute ago is not meant any more, a message is", async () => {
  const tab = new Tab();
  const before = await load(tab);
  before.connection.networkLost();
  void before.connection.send({ type: "show_slide", deck: "d3", page: 2 }, { replaces: "slide" });
  void say(before, "still a question");
  const after = await load(tab, minute_ms + 1);
  assert.equal((await hall.next<Frame>()).text, "still a question");
  assert.ok(await hall.isQuiet());
  assert.deepEqual(await after.restored[0]?.outcome, { ok: false, reason: "outdated" });
});

test("a message of more than ten minutes ago waits for its author", async () => {
  const visitor = await load(new Tab());
  visitor.connection.networkLost();
  const said = say(visitor, "before lunch");
  visitor.pass(10 * minute_ms + 1);
  visitor.connection.lookAgain();
  await hall.next<Hello>();
  hall.say(accepted(true, 40));
  assert.deepEqual(await said, { ok: false, reason: "outdated" });
  assert.ok(await hall.isQuiet());
});

test("no more is kept than the server remembers keys of", async () => {
  const tab = new Tab();
  const visitor = await load(tab);
  visitor.connection.networkLost();
  for (let at = 1; at <= limits.unackedMax; ++at) void say(visitor, `message ${at}`);
  assert.deepEqual(await say(visitor, "one too many"), { ok: false, reason: "too_fast" });
  const after = await load(tab);
  assert.equal(after.restored.length, limits.unackedMax);
});

test("a tab in which nothing may be kept still sends what is said", async () => {
  const refusing = new Proxy(new Tab(), {
    get: () => {
      throw new Error("storage is not allowed here");
    },
  });
  const visitor = await load(refusing);
  const said = say(visitor, "hello");
  hall.say({ type: "ok", ref: (await hall.next<Frame>()).ref, seq: 41 });
  assert.deepEqual(await said, { ok: true, seq: 41 });
});

test("what others wrote into the tab's storage does no harm", async () => {
  const tab = new Tab(new Map([["aula.unacked.s12.p7", "{not json"]]));
  const visitor = await load(tab);
  assert.equal(visitor.state, "live");
  assert.deepEqual(visitor.restored, []);
});

test("what was not answered is known as soon as it is known whose it is, and is sent once", async () => {
  const tab = new Tab();
  const before = await load(tab);
  void say(before, "one");
  const [sent] = await nextFrames(1);
  await goes(before);

  const after = new Visitor(hall, tab);
  visitors.push(after);
  after.connection.start();
  await hall.next<Hello>();
  after.connection.meet("p7");
  assert.deepEqual(
    after.restored.map(({ given }) => given.key),
    [sent?.key],
  );
  assert.ok(await hall.isQuiet());
  hall.say(accepted(false, 40), welcome(40));
  assert.equal((await nextFrames(1))[0]?.key, sent?.key);
  assert.ok(await hall.isQuiet());
  assert.equal(after.restored.length, 1);
});

test("whoever is let in as somebody else than was thought is told so", async () => {
  const visitor = new Visitor(hall);
  visitors.push(visitor);
  visitor.connection.start();
  await hall.next<Hello>();
  visitor.connection.meet("p8");
  hall.say(accepted(false, 40, "p7"), welcome(40));
  await visitor.until(() => visitor.state === "closed");
  assert.deepEqual(visitor.states.at(-1), { kind: "closed", why: "somebody_else" });
});
