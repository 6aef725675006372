import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Conversation, end, start } from "./bench/children.mjs";
import { commits_in, slowest_between } from "./bench/commits.mjs";
import { by_goal, median, short, table } from "./bench/figures.mjs";
import { verdict } from "./bench/releases.mjs";
import { goals, scenarios } from "./bench/scenarios.mjs";

test("a median does not care for order, nor for one wild run", () => {
  assert.equal(median([3, 1, 1000]), 3);
  assert.equal(median([1, 2, 3, 10]), 2.5);
});

test("numbers are as long as they are exact", () => {
  assert.deepEqual([0.1234, 999, 12_345, 1_234_567].map(short), ["0.123", "999", "12.3 k", "1.23 M"]);
});

test("the table's columns stand under each other", () => {
  const rows = [
    { goal: "P1", what: "a", reached: "1", holds: true },
    { goal: "P10", what: "longer", reached: "2" },
  ];
  const lines = table(rows).split("\n");
  assert.equal(lines[1].indexOf("a"), lines[2].indexOf("longer"));
  assert.match(lines[1], /yes$/);
});

test("a goal does not hold when one of its rows does not", () => {
  const rows = [
    { goal: "P1", what: "a", reached: "", holds: true },
    { goal: "P1", what: "b", reached: "", holds: false },
  ];
  assert.equal(by_goal(rows, goals).P1.holds, false);
});

test("every scenario has a name of its own and serves a known goal", () => {
  assert.equal(new Set(scenarios.map((each) => each.name)).size, scenarios.length);
  for (const each of scenarios) assert.ok(goals[each.goal], each.name);
});

test("an unknown scenario is refused with the way to the list", () => {
  const bench = fileURLToPath(new URL("bench.mjs", import.meta.url));
  assert.throws(() => execFileSync("node", [bench, "nonsense"], { stdio: "pipe" }), /scripts\/bench --list/);
});

const rounds = (...values) => values.map(([value, cpu]) => ({ value, cpu }));

test("a release is no worse when it is faster in every round, or when its ranges overlap and its processor time does not grow", () => {
  const rate = { name: "fan-out", is_rate: true };
  const before = rounds([100, 10], [110, 10], [120, 10]);
  assert.equal(verdict(rate, before, rounds([130, 20], [140, 20], [150, 20])).holds, true);
  assert.equal(verdict(rate, before, rounds([80, 5], [85, 5], [90, 5])).holds, false);
  assert.equal(verdict(rate, before, rounds([90, 10.2], [95, 10.3], [105, 9])).holds, true);
  assert.equal(verdict(rate, before, rounds([115, 10.4], [125, 10.4], [135, 9])).holds, false);
  const time = { name: "p99 in ms" };
  assert.equal(verdict(time, before, rounds([80], [85], [90])).holds, true);
  assert.equal(verdict(time, before, rounds([130], [140], [150])).holds, false);
  assert.equal(verdict(time, before, rounds([90], [115], [130])).holds, true);
});

test("a program that is not there is told as such, at once and later", async () => {
  const talk = new Conversation(start("/nowhere/load_attendees", []), "load_attendees");
  await assert.rejects(talk.ask({ do: "know" }), /load_attendees cannot be started: .*ENOENT/);
  await assert.rejects(talk.ask({ do: "join" }), /load_attendees cannot be started/);
  await end(talk.child);
});

test("a program that ends leaves no question without an answer", async () => {
  const talk = new Conversation(start("/bin/sh", ["-c", "read order; exit 3"]), "a shell");
  await assert.rejects(talk.ask({ do: "know" }), /a shell ended: 3/);
  await assert.rejects(talk.ask({ do: "join" }), /a shell ended: 3/);
});

test("the slowest commit of a run is told from those before it", () => {
  const seen = (...counts) =>
    commits_in(
      ["0.001", "0.25", "+Inf"]
        .map((bound, at) => `aula_commit_seconds_bucket{le="${bound}"} ${counts[at]}`)
        .join("\n"),
    );
  assert.equal(slowest_between(seen(5, 6, 6), seen(9, 10, 10)), 1);
  assert.equal(slowest_between(seen(5, 6, 6), seen(5, 7, 7)), 250);
  assert.equal(slowest_between(seen(5, 6, 6), seen(5, 6, 7)), Infinity);
  assert.equal(slowest_between(seen(5, 6, 6), seen(5, 6, 6)), 0);
});
