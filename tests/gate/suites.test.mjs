import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { builds, builds_of_folder, chosen, forgotten_folders, program_of, root, suites } from "./suites.mjs";

test("every folder of C++ tests is in at least one build", () => {
  assert.deepEqual(forgotten_folders(), []);
});

test("every build that a folder names has its program", () => {
  for (const [folder, presets] of Object.entries(builds_of_folder)) {
    for (const preset of presets)
      assert.ok(builds[preset].targets.includes(program_of(folder)), `${folder} in ${preset}`);
  }
});

test("every test that CMake knows is in the table, and the other way round", () => {
  const text = readFileSync(join(root, "tests/CMakeLists.txt"), "utf8");
  const known = [...text.matchAll(/^aula_tests\((\w+)|add_test\(NAME (\w+)/gm)].map((found) => found[1] ?? found[2]);
  assert.deepEqual([...new Set(known)].sort(), Object.keys(builds_of_folder).sort());
});

test("a suite installs only packages of sections that exist", () => {
  const sections = readFileSync(join(root, "scripts/packages"), "utf8")
    .match(/^# (\w+):/gm)
    .map((line) => line.slice(2, -1));
  for (const { name, packages = [] } of suites) {
    for (const section of packages)
      assert.ok(section === "test" || sections.includes(section), `${name} needs ${section}`);
  }
});

test("names choose, and so do the two options", () => {
  const names = (list) => list.map(({ name }) => name);
  assert.deepEqual(names(chosen(["web", "format"], "always")), ["format", "web"]);
  assert.ok(!names(chosen([], "always")).includes("tsan"));
  assert.ok(names(chosen([], "all")).includes("tsan"));
  assert.ok(!names(chosen([], "all")).includes("kills"));
  assert.deepEqual(names(chosen([], "nightly")), names(suites));
  assert.throws(() => chosen(["wbe"], "always"), /no suite 'wbe'/);
});

test("every suite has a job, and no two jobs of a suite share a log", () => {
  for (const suite of suites) {
    const jobs = suite.jobs();
    assert.ok(jobs.length > 0, suite.name);
    assert.equal(new Set(jobs.map(({ name }) => name)).size, jobs.length, suite.name);
    for (const { kind, run } of jobs) assert.ok(["waits", "computes"].includes(kind) && run, suite.name);
  }
});
