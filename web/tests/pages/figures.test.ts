// The client's half of tests/folds/figures.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { minutesOf, minutesText, percentOf, percentText } from "../../src/pages/figures";

interface Figures {
  shares: { part_ms: number; whole_ms: number; percent: number; rule: number; reaches: boolean }[];
  lengths: { length_ms: number; minutes: number }[];
}

const { shares, lengths } = JSON.parse(
  readFileSync(join(WEB_ROOT, "../tests/folds/figures.json"), "utf8"),
) as Figures;

test("a share is cut to one decimal, and never shows a rule that it does not reach", () => {
  for (const { part_ms, whole_ms, percent, rule, reaches } of shares) {
    assert.equal(percentOf(part_ms, whole_ms), percent);
    assert.equal(percent >= rule, reaches);
    assert.equal(percentText(part_ms, whole_ms, "en"), `${percent.toFixed(1)}%`);
  }
  assert.ok(shares.length >= 10);
});

test("minutes are cut to two decimals, and on the page to one", () => {
  for (const { length_ms, minutes } of lengths) {
    assert.equal(minutesOf(length_ms), minutes);
    const cutOnce = Math.floor(length_ms / 6000) / 10;
    assert.equal(minutesText(minutesOf(length_ms), "en"), cutOnce.toFixed(1));
  }
});
