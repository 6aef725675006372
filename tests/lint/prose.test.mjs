// The check of odd words: what it finds, what it leaves alone, and which lines it calls new.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, findingsOf } from "./prose.mjs";
import { Repository } from "./repository.mjs";

const program = fileURLToPath(new URL("prose.mjs", import.meta.url));
const found = (path, text) => findingsOf(path, text).map(({ word, line }) => `${line} ${word}`);

test("odd words are found in the comments of every language", () => {
  assert.deepEqual(found("server/a.cpp", "int a;  // whoever comes\nint b;\n/// Built anew.\n"), [
    "1 whoever",
    "3 anew",
  ]);
  assert.deepEqual(found("server/a.cpp", "int a = 1'000;  // whoever\nint b = 1'000;\n"), ["1 whoever"]);
  assert.deepEqual(found("server/a.hpp", "/* For want of a name,\n * nor of a face. */\n"), ["1 For want of", "2 nor"]);
  assert.deepEqual(found("web/src/a.tsx", "const a = 1; // one that is to be drawn\n"), ["1 one that", "1 is to be"]);
  assert.deepEqual(found("web/src/a.css", "/* waits so long */\n"), ["1 so long"]);
  assert.deepEqual(found("scripts/run", "#!/bin/sh\nrun  # so many times\n"), ["2 so many"]);
  assert.deepEqual(found("server/a.sql", "SELECT 1;  -- had better not\n"), ["1 had better"]);
});

test("odd words are found in pages, in the contract, in English messages and in what the server says", () => {
  assert.deepEqual(found("docs/a.md", "# Whomever\n\nThe other one waits.\n"), ["1 Whomever", "3 The other one"]);
  assert.deepEqual(found("protocol/openapi.yaml", 'summary: "Whoever asks."\n'), ["1 Whoever"]);
  assert.deepEqual(found("web/messages/en.json", '{ "a": "Try anew." }\n'), ["1 anew"]);
  assert.deepEqual(found("server/a.cpp", 'log::warn("was read anew", {});\n'), ["1 anew"]);
});

test("a phrase is found over the end of a line, and is at both lines", () => {
  const [hit] = findingsOf("server/a.cpp", "// It is closed for want\n// of a word.\n");
  assert.deepEqual([hit.word, hit.line, hit.last], ["for want of", 1, 2]);
  assert.deepEqual(found("server/a.cpp", "// one\nint a;\n// that waits\n"), []);
});

test("code, quoted words, generated files and the strings of tests are left alone", () => {
  assert.deepEqual(found("server/a.cpp", "bool nor = whoever(anew);\nint a;\n"), []);
  assert.deepEqual(found("server/a.cpp", '// `whoever` is a name, “anew” is quoted, "nor" too.\n'), []);
  assert.deepEqual(found("tests/a_test.cpp", 'TEST_CASE("whoever comes anew") {}\n'), []);
  assert.deepEqual(found("web/src/a.ts", 'const a = "http://anew.example"; const b = `// anew`;\n'), []);
  assert.deepEqual(found("docs/a.md", "```\nwhoever\n```\nCall `anew`.\n"), []);
  assert.deepEqual(found("docs/rest.md", "<!-- Written by a program; do not edit. -->\nWhoever asks.\n"), []);
  assert.deepEqual(found("docs/images/a.png", "whoever"), []);
  assert.deepEqual(found("server/a.cpp", "// as long as one thread waits, in northern normality\n"), []);
});

/** Already has an odd line when the check comes into it. */
function history(t) {
  const repository = new Repository(t);
  repository.commit("a: begin", { "docs/old.md": "Whoever was here.\n" });
  repository.git("branch", "earlier");
  repository.commit("lint: check words", { "tests/lint/prose.mjs": "// here\n" });
  return repository;
}

const placesIn = (folder, options) => check(folder, options).said.map((line) => line.split(": ")[0]);

test("only lines that are newer than the check are reported", (t) => {
  const repository = history(t);
  assert.deepEqual(placesIn(repository.folder), []);
  repository.commit("b: go on", { "docs/old.md": "Whoever was here.\nIt begins anew.\n" });
  assert.deepEqual(placesIn(repository.folder), ["docs/old.md:2"]);
  assert.deepEqual(placesIn(repository.folder, { all: true }), ["docs/old.md:1", "docs/old.md:2"]);
});

test("what is not committed yet is reported, also in a file that git does not know", (t) => {
  const repository = history(t);
  repository.write({ "docs/old.md": "Nor this.\nWhoever was here.\n", "docs/new.md": "It begins anew.\n" });
  assert.deepEqual(placesIn(repository.folder), ["docs/new.md:1", "docs/old.md:1"]);
});

test("an old line that is moved or indented stays old", (t) => {
  const repository = history(t);
  const sentence = "// The message goes to whoever asked for the state of the room at that time.\n";
  repository.git("checkout", "-q", "earlier");
  repository.commit("b: add", { "server/a.cpp": `int a;\n${sentence}` });
  repository.git("checkout", "-q", "main");
  repository.git("merge", "-q", "--no-edit", "earlier");
  assert.deepEqual(placesIn(repository.folder), []);
  repository.commit("b: move", { "server/a.cpp": "int a;\n", "server/b.cpp": `void b() {\n    ${sentence}}\n` });
  assert.deepEqual(placesIn(repository.folder), []);
});

test("a commit's subject is reported, and a line once it is no longer among the newest commits is not", (t) => {
  const repository = history(t);
  repository.commit("b: whoever comes", { "docs/new.md": "It begins anew.\n" });
  const [subject, line] = placesIn(repository.folder);
  assert.match(subject, /^commit [0-9a-f]{7,}$/);
  assert.equal(line, "docs/new.md:1");
  for (let at = 0; at < 20; at++) repository.commit(`c: step ${at}`, { "docs/step.md": `Step ${at}.\n` });
  assert.deepEqual(placesIn(repository.folder), []);
});

test("a shallow clone is checked as far as it reaches", (t) => {
  const repository = history(t);
  repository.commit("b: add", { "docs/new.md": "It begins anew.\n" });
  assert.deepEqual(placesIn(repository.clone(1)), []);
  assert.deepEqual(placesIn(repository.clone(2)), ["docs/new.md:1"]);
});

test("in a history without the check only the last commit counts", (t) => {
  const repository = new Repository(t);
  repository.commit("a: begin", { "docs/old.md": "Whoever was here.\n" });
  repository.commit("b: add", { "docs/old.md": "Whoever was here.\nIt begins anew.\n" });
  assert.deepEqual(placesIn(repository.folder), ["docs/old.md:2"]);
  repository.commit("c: go on", { "docs/next.md": "It goes on.\n" });
  assert.deepEqual(placesIn(repository.folder), []);
});

test("the program names place, word and remedy, counts them in its last line and fails", (t) => {
  const repository = history(t);
  const run = () => spawnSync(process.execPath, [program, repository.folder], { encoding: "utf8" });
  assert.equal(run().status, 0);
  repository.write({ "docs/new.md": "It begins anew.\n" });
  const { status, stdout } = run();
  assert.equal(status, 1);
  assert.match(stdout, /^docs\/new\.md:1: "anew"; instead: again\nprose: 1 odd words in /);
});
