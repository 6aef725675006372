import assert from "node:assert/strict";
import { test } from "node:test";
import { Bursts } from "../../src/live/bursts";

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("the first is passed on at once, those right behind it together, all in order", async () => {
  const passed: number[][] = [];
  const bursts = new Bursts<number>((things) => passed.push(things), 20);
  for (const thing of [1, 2, 3]) bursts.add(thing);
  assert.deepEqual(passed, [[1]]);
  await after(60);
  assert.deepEqual(passed, [[1], [2, 3]]);
});

test("after a quiet while the next one is passed on at once again", async () => {
  const passed: number[][] = [];
  const bursts = new Bursts<number>((things) => passed.push(things), 10);
  bursts.add(1);
  await after(60);
  bursts.add(2);
  assert.deepEqual(passed, [[1], [2]]);
});

test("a flush leaves nothing behind", () => {
  const passed: number[][] = [];
  const bursts = new Bursts<number>((things) => passed.push(things), 10);
  for (const thing of [1, 2]) bursts.add(thing);
  bursts.flush();
  assert.deepEqual(passed, [[1], [2]]);
});
