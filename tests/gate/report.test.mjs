import assert from "node:assert/strict";
import test from "node:test";
import { cases_left_out, header, listed_cases, rows_of, slowest, suite_line } from "./report.mjs";

const suites = [
  { name: "e2e", after: ["program"] },
  { name: "faults", after: ["program", "tools"] },
];
const done = [
  { suite: "e2e", name: "a", wall: 2, cpu: 1, passed: 3, failed: 0, skipped: 0 },
  { suite: "faults", name: "b", wall: 20, cpu: 5, passed: 1, failed: 1, skipped: 2 },
];

test("a build counts for the first suite that needs it", () => {
  const rows = rows_of(suites, done, { program: { wall: 100, cpu: 180 }, tools: { wall: 10, cpu: 12 } });
  assert.deepEqual(rows, [
    { name: "e2e", build: 100, run: 2, cpu: 181, passed: 3, failed: 0, skipped: 0 },
    { name: "faults", build: 10, run: 20, cpu: 17, passed: 1, failed: 1, skipped: 2 },
  ]);
});

test("the columns of the table stand under their names", () => {
  const [row] = rows_of(suites, done, {});
  assert.equal(suite_line(row).indexOf("2.0") + 3, header.indexOf("run s") + 5);
});

test("the slowest come first", () => {
  const all = [
    { suite: "a", name: "x", seconds: 1 },
    { suite: "b", name: "y", seconds: 30 },
  ];
  assert.match(slowest(all, 1)[0], /30 s {2}b: y$/);
});

test("a case that ran in no build is named", () => {
  const text =
    "[doctest] listing all test case names\n====\none is one\ntwo is two\n====\n[doctest] unskipped test cases passing the current filters: 2\n";
  assert.deepEqual(listed_cases(text), ["one is one", "two is two"]);
  assert.deepEqual(cases_left_out(listed_cases(text), ["one is one"]), ["two is two"]);
  assert.deepEqual(cases_left_out(listed_cases(text), ["two is two", " one is one"]), []);
});
