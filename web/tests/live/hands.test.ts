// What a page knows of its own hand, also when a welcome had only the first hands of a long queue.
import assert from "node:assert/strict";
import { test } from "node:test";
import { foldHands, placeOf } from "../../src/live/parts/hands";
import { emptyHands, limits } from "../../src/protocol";
import type { Event, HandsView } from "../../src/protocol";

const at = "2026-03-02T10:15:00.000Z";
let seq = 0;
const envelope = () => ({ seq: ++seq, prev: seq - 1, at });
const raised = (who: string): Event => ({ type: "hand_raised", ...envelope(), who });
const lowered = (who: string): Event => ({ type: "hand_lowered", ...envelope(), who });
const called = (who: string): Event => ({ type: "hand_called", ...envelope(), who, name: who });
const after = (hands: HandsView, ...events: Event[]) => events.reduce(foldHands, hands);

const people = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `p${from + i}`);

/** A welcome while sixty hands are up; it has those of p1 to p50. */
const longQueue: HandsView = {
  count: 60,
  queue: people(1, limits.handsShown).map((who) => ({ who })),
};

test("the place in the queue counts the hands before it, and falls as they go", () => {
  const three = after(emptyHands, raised("p1"), raised("p2"), raised("p3"));
  assert.deepEqual(
    ["p1", "p2", "p3", "p4"].map((who) => placeOf(three, who)),
    [1, 2, 3, null],
  );
  const less = after(three, called("p1"), lowered("p2"));
  assert.equal(placeOf(less, "p3"), 1);
  assert.equal(placeOf(less, "p1"), null);
});

test("a page that saw every hand go up knows all places, however long the queue is", () => {
  const all = after(emptyHands, ...people(1, 120).map(raised));
  assert.equal(placeOf(all, "p120"), 120);
  assert.equal(placeOf(after(all, lowered("p60")), "p120"), 119);
});

test("after a welcome with a long queue, a hand that may be in it is unknown", () => {
  assert.equal(placeOf(longQueue, "p50"), 50);
  assert.equal(placeOf(longQueue, "p55"), "unknown");
});

test("a hand that goes up after such a welcome has its exact place", () => {
  const more = after(longQueue, raised("p70"), raised("p71"));
  assert.equal(more.count, 62);
  assert.equal(placeOf(more, "p71"), 62);
  const less = after(more, lowered("p55"), called("p1"), lowered("p70"));
  assert.equal(less.count, 59);
  assert.equal(placeOf(less, "p71"), 59);
});

test("what the welcome did not say is known again once those hands are down", () => {
  const known = after(longQueue, raised("p70"), ...people(51, 60).map(lowered));
  assert.equal(placeOf(known, "p55"), null);
  assert.equal(placeOf(known, "p70"), 51);
  assert.deepEqual(known, {
    count: 51,
    queue: [...people(1, 50), "p70"].map((who) => ({ who })),
  });
  assert.equal(placeOf(after(known, raised("p80")), "p80"), 52);
});

test("lowering all hands ends what was unknown", () => {
  const none = after(longQueue, raised("p70"), { type: "all_hands_lowered", ...envelope() });
  assert.deepEqual(none, emptyHands);
});
