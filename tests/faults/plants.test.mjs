// The planted bugs: each still fits the sources, and names somebody who must notice it.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import { find_faults } from "./support/find.mjs";
import { check_applies, find_plants } from "./support/plants.mjs";

const fuzzed = readdirSync(new URL("../fuzz/targets", import.meta.url)).map(
  (name) => `fuzz:${name.replace(".cpp", "")}`,
);
const in_tests = readdirSync(new URL("../", import.meta.url), { withFileTypes: true });
const units = in_tests.filter((each) => each.isDirectory()).map(({ name }) => `unit:${name}`);
const visits = readdirSync(new URL("../e2e", import.meta.url)).map((name) => `e2e:${name.replace(".test.mjs", "")}`);
const ids = new Set(["sim", ...fuzzed, ...units, ...visits, ...(await find_faults()).map((each) => each.id)]);
const plants = find_plants();

for (const plant of plants) {
  test(`${plant.name} fits the sources, and somebody has to notice it`, () => {
    check_applies(plant);
    assert.ok(plant.caught_by.length > 0, "no line Caught-by");
    for (const id of plant.caught_by) assert.ok(ids.has(id), `${id} is no fault`);
    assert.ok(plant.what.length > 20, "the first line does not say what it breaks");
  });
}

test("every fault says what it is for", async () => {
  for (const { id, title, goal, run } of await find_faults()) {
    assert.match(id, /^(R\d+|reconnect)$/);
    assert.ok(title && goal && typeof run === "function", id);
  }
});
