import assert from "node:assert/strict";
import test from "node:test";
import { cases_in, counts_in, excerpt_of, failures_in } from "./log_text.mjs";

const doctest = `1: 0.250000 s: a room has one writer
1: ===============================================================================
1: tests/live/room_test.cpp:12:
1: TEST CASE:  a room is never left alone
1:
1: tests/live/room_test.cpp:14: ERROR: CHECK( 1 == 2 ) is NOT correct!
1: 1.500000 s: a room is never left alone
1: [doctest] test cases:  2 |  1 passed | 1 failed | 0 skipped
`;
const tap = `ok 1 - a page opens
  ---
  duration_ms: 1250.5
  ...
not ok 2 - a page closes # some comment
  ---
  duration_ms: 20
  ...
# pass 1
# fail 1
# skipped 3
`;
const spec = "\u001b[32m✔ a page opens (1250.5ms)\u001b[39m\n✖ a page closes (20ms)\nℹ pass 1\nℹ fail 1\n";

test("tests are counted whoever ran them, and a colour is no part of a line", () => {
  assert.deepEqual(counts_in(doctest), { passed: 1, failed: 1, skipped: 0 });
  assert.deepEqual(counts_in(tap), { passed: 1, failed: 1, skipped: 3 });
  assert.deepEqual(counts_in(spec), { passed: 1, failed: 1, skipped: 0 });
  assert.deepEqual(counts_in("2 passed, 0 failed\n3 passed, 1 failed, 4 skipped\n"), {
    passed: 5,
    failed: 1,
    skipped: 4,
  });
  assert.deepEqual(counts_in("nothing of the kind"), { passed: 0, failed: 0, skipped: 0 });
});

test("each case has its time", () => {
  assert.deepEqual(cases_in(doctest), [
    { name: "a room has one writer", seconds: 0.25 },
    { name: "a room is never left alone", seconds: 1.5 },
  ]);
  const pages = [
    { name: "a page opens", seconds: 1.2505 },
    { name: "a page closes", seconds: 0.02 },
  ];
  assert.deepEqual(cases_in(tap), pages);
  assert.deepEqual(cases_in(spec), pages);
});

test("a failure is told in one line, with its case", () => {
  assert.match(failures_in(doctest)[0], /^a room is never left alone: .*ERROR: CHECK/);
  assert.deepEqual(failures_in(tap), ["not ok 2 - a page closes # some comment"]);
  assert.deepEqual(failures_in("the build failed\n\n"), ["the build failed"]);
});

test("a failure of node is told with its reason, on one line", () => {
  const said = (error) => ["not ok 1 - a figure holds", "  ---", "  duration_ms: 3", ...error, "  ..."].join("\n");
  assert.deepEqual(failures_in(said(["  error: 'p99 5 ms'"])), ["not ok 1 - a figure holds: 'p99 5 ms'"]);
  assert.deepEqual(failures_in(said(["  error: |-", "    not equal:", "    1"])), [
    "not ok 1 - a figure holds: not equal:",
  ]);
  const next_has_one = `${said([])}\nnot ok 2 - b\n  ---\n  error: 'of b'\n`;
  assert.deepEqual(failures_in(next_has_one), ["not ok 1 - a figure holds", "not ok 2 - b: 'of b'"]);
});

test("the excerpt has the lines about the failure and the end", () => {
  const text = [
    ...Array.from({ length: 500 }, (_, at) => `line ${at}`),
    "x: ERROR: wrong",
    ...Array.from({ length: 300 }, (_, at) => `after ${at}`),
  ];
  const shown = excerpt_of(text.join("\n"));
  assert.match(shown, /501: x: ERROR: wrong/);
  assert.match(shown, /after 299/);
  assert.doesNotMatch(shown, /line 100\b/);
});
