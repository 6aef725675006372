import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { followDevice } from "../../src/live/device";

/** The two places where a browser says what its device does. */
const page = Object.assign(new EventTarget(), { hidden: false });
const frame = new EventTarget();
Object.assign(globalThis, { document: page, window: frame });

let heard: string[];
let stop: () => void;

beforeEach(() => {
  heard = [];
  page.hidden = false;
  stop = followDevice({
    networkLost: () => heard.push("networkLost"),
    lookAgain: () => heard.push("lookAgain"),
    sleep: () => heard.push("sleep"),
    wake: () => heard.push("wake"),
  });
});
afterEach(() => stop());

const transition = (type: string, persisted: boolean) =>
  frame.dispatchEvent(Object.assign(new Event(type), { persisted }));

test("the network going and coming is passed on", () => {
  frame.dispatchEvent(new Event("offline"));
  frame.dispatchEvent(new Event("online"));
  assert.deepEqual(heard, ["networkLost", "lookAgain"]);
});

test("a page that is looked at again is passed on, one that is looked away from is not", () => {
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(heard, []);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(heard, ["lookAgain"]);
});

test("a frozen tab that runs again is passed on", () => {
  page.dispatchEvent(new Event("resume"));
  assert.deepEqual(heard, ["lookAgain"]);
});

test("a page that is put aside sleeps, and wakes when it is shown again", () => {
  transition("pagehide", true);
  transition("pageshow", true);
  assert.deepEqual(heard, ["sleep", "wake"]);
});

test("a page that is only loaded or left neither sleeps nor wakes", () => {
  transition("pageshow", false);
  transition("pagehide", false);
  assert.deepEqual(heard, []);
});

test("nothing is passed on any more when it is no longer wanted", () => {
  stop();
  frame.dispatchEvent(new Event("offline"));
  transition("pageshow", true);
  assert.deepEqual(heard, []);
});
