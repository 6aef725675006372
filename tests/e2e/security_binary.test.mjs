// The program as it is released: what the compiler and the linker were to harden, read from the file itself.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const binary = process.env.AULA_BINARY ?? fileURLToPath(new URL("../../build/release/aula", import.meta.url));
const read = (...words) => execFileSync("readelf", ["-W", ...words, binary], { encoding: "utf8", maxBuffer: 1 << 28 });
const imports = () =>
  read("--dyn-syms")
    .split("\n")
    .filter((line) => line.includes(" UND "));

test("it can be loaded anywhere (PIE)", () => {
  assert.match(read("--file-header"), /Type:\s+DYN/);
  assert.match(read("--dynamic"), /FLAGS_1.*\bPIE\b/);
});

test("what was resolved at the start cannot be changed afterwards (full RELRO)", () => {
  assert.match(read("--program-headers"), /GNU_RELRO/);
  assert.match(read("--dynamic"), /BIND_NOW|FLAGS_1.*\bNOW\b/);
});

test("the stack holds no code, and nothing that can be written can be run", () => {
  const segments = read("--program-headers").split("\n");
  assert.match(
    segments.find((line) => line.includes("GNU_STACK")),
    /\sRW\s/,
  );
  const loaded = segments.filter((line) => /^\s*LOAD/.test(line)).map((line) => line.slice(-20));
  assert.ok(loaded.length > 2);
  for (const flags of loaded) assert.doesNotMatch(flags, /W\s?E/, flags);
});

test("a smashed stack ends the program", () => {
  assert.ok(imports().some((line) => line.includes("__stack_chk_fail")));
});

test("the C library checks the sizes that it is given (FORTIFY)", () => {
  const checked = imports().filter((line) => /__\w+_chk\b/.test(line) && !line.includes("__stack_chk"));
  assert.ok(checked.length > 0);
});

test("a wrong index into a container ends the program (_GLIBCXX_ASSERTIONS)", () => {
  assert.ok(imports().some((line) => line.includes("__glibcxx_assert_fail")));
});

test("it looks for its libraries where the system says, nowhere else", () => {
  assert.doesNotMatch(read("--dynamic"), /RPATH|RUNPATH/);
});
