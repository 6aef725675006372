// scripts/lint in a repository of its own: what it finds, what it counts, and what it leaves to the night.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Repository } from "./repository.mjs";

const own = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

function lint(folder, words, settings = {}) {
  const run = spawnSync("bash", [join(folder, "scripts/lint"), ...words], {
    encoding: "utf8",
    env: { ...process.env, ...settings },
  });
  return { ...run, last: run.stdout.trimEnd().split("\n").at(-1) };
}

/** With the script, and with what the check of C++ reads; `server/old.cpp` has a fault that nobody touched lately. */
function tree(t) {
  const repository = new Repository(t);
  const moved = (name, header = "") =>
    `#include <string>\n#include <utility>\n${header}\nstd::string ${name}(std::string from) {\n` +
    `    std::string kept = std::move(from);\n    return kept + from;\n}\n`;
  repository.commit("a: begin", {
    "scripts/lint": own("scripts/lint"),
    ".clang-tidy": own(".clang-tidy"),
    ".gitignore": "/build/\n",
    "CMakePresets.json": own("CMakePresets.json"),
    "CMakeLists.txt":
      "cmake_minimum_required(VERSION 3.25)\nset(CMAKE_CXX_COMPILER clang++-19)\nproject(small LANGUAGES CXX)\n" +
      "set(CMAKE_EXPORT_COMPILE_COMMANDS ON)\nadd_library(small server/old.cpp)\n",
    "server/old.cpp": moved("old"),
    "server/part.hpp": "#pragma once\ninline int WrongName() { return 1; }\n",
  });
  return { repository, moved };
}

test("an unknown check is an error, and every check of the list is known", (t) => {
  const { repository } = tree(t);
  assert.equal(lint(repository.folder, ["spelling"]).status, 2);
  const names = lint(repository.folder, ["--list"])
    .stdout.trimEnd()
    .split("\n")
    .map((line) => line.split(/ *\|/)[0]);
  assert.deepEqual(names, ["shell", "format", "web", "prose", "cpp"]);
});

test("a shell script is found by its first line, and a fault in it fails the run", (t) => {
  const { repository } = tree(t);
  const clean = lint(repository.folder, ["shell"]);
  assert.deepEqual([clean.status, clean.last], [0, "1 passed, 0 failed"]);
  repository.write({ "tools/greet": "#!/bin/sh\necho $1\n", "tools/notes": "rm $1\n" });
  const faulty = lint(repository.folder, ["shell"]);
  assert.deepEqual([faulty.status, faulty.last], [1, "0 passed, 1 failed"]);
  assert.match(faulty.stdout, /In tools\/greet line 2:/);
  assert.doesNotMatch(faulty.stdout, /tools\/notes/);
});

test("C++ is looked at where the newest commits touched it, and only there", (t) => {
  const { repository, moved } = tree(t);
  const untouched = lint(repository.folder, ["cpp"]);
  assert.deepEqual([untouched.status, untouched.last], [0, "1 passed, 0 failed"]);
  repository.commit("b: add", { "server/new.cpp": moved("fresh", '#include "part.hpp"') });
  const { status, stdout } = lint(repository.folder, ["cpp"]);
  assert.equal(status, 1);
  assert.match(stdout, /server\/new\.cpp:\d+:\d+: error: 'from' used after it was moved/);
  assert.doesNotMatch(stdout, /old\.cpp|WrongName/);
  assert.match(stdout, /^cpp: 1 files looked at, 1 with findings, 0 left to --all$/m);
  const everything = lint(repository.folder, ["--all", "cpp"]).stdout;
  assert.match(everything, /server\/old\.cpp:\d+:\d+: error: 'from' used after it was moved/);
  assert.match(everything, /invalid case style for function 'WrongName'/);
});

test("a header that changed is looked at through the source beside it", (t) => {
  const { repository } = tree(t);
  repository.commit("b: add", { "server/part.cpp": '#include "part.hpp"\n' });
  for (let at = 0; at < 20; at++) repository.commit(`c: step ${at}`, { "docs/step.md": `${at}\n` });
  assert.match(lint(repository.folder, ["cpp"]).stdout, /no C\+\+ changed/);
  repository.write({
    "server/part.hpp": "#pragma once\ninline int WrongName() { return 2; }\n",
    "server/alone.hpp": "#pragma once\n", // no source beside it
  });
  const { stdout } = lint(repository.folder, ["cpp"]);
  assert.match(stdout, /invalid case style for function 'WrongName'/);
  assert.match(stdout, /^cpp: 1 files looked at/m);
});

test("what there is no time for is counted", (t) => {
  const { repository, moved } = tree(t);
  repository.commit("b: add", { "server/new.cpp": moved("fresh"), "server/more.cpp": moved("more") });
  const { status, stdout } = lint(repository.folder, ["cpp"], { AULA_LINT_SECONDS: "0" });
  assert.equal(status, 0);
  assert.match(stdout, /^cpp: 0 files looked at, 0 with findings, 2 left to --all$/m);
});

test("a clone with one commit has no new C++", (t) => {
  const { repository } = tree(t);
  assert.match(lint(repository.clone(1), ["cpp"]).stdout, /no C\+\+ changed/);
});
