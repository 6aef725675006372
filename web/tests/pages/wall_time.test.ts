import assert from "node:assert/strict";
import { test } from "node:test";
import { laterBy, wallTimeOf } from "../../src/pages/manage/wall_time";

test("an instant is shown as the clocks in the zone show it, in winter and in summer", () => {
  assert.equal(wallTimeOf("2026-11-30T08:00:00.000Z", "Europe/Amsterdam"), "2026-11-30T09:00");
  assert.equal(wallTimeOf("2026-07-01T08:00:00.000Z", "Europe/Amsterdam"), "2026-07-01T10:00");
});

test("midnight is 00:00 of the new day", () => {
  assert.equal(wallTimeOf("2026-11-30T17:00:00.000Z", "Asia/Jakarta"), "2026-12-01T00:00");
});

test("later by minutes goes over midnight and the end of a year", () => {
  assert.equal(laterBy(45, "2026-12-31T23:30"), "2027-01-01T00:15");
});
