// scripts/run configures the build before the tests' packages are there. What CMake did not find then has to be found later.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { root } from "./suites.mjs";

const run = (program, words, env = {}) => {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  assert.equal(status, 0, `${program} ${words.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
};

test("a library that was installed after the build was configured is found by the next build", (t) => {
  const build = mkdtempSync(join(tmpdir(), "aula-build-"));
  t.after(() => rmSync(build, { recursive: true, force: true }));
  const folder = join(build, "release");
  const program = join(folder, "tests/faults/packet_delay");
  // As on a machine without the library: an empty value is not searched for, so the target is left out.
  run("cmake", ["--preset", "release", "-B", folder, "-DNETFILTER_QUEUE="]);
  assert.ok(!readFileSync(join(folder, "build.ninja"), "utf8").includes("packet_delay"));
  // What CMake writes down when it searched in vain, on a day before the package was installed.
  const cache = join(folder, "CMakeCache.txt");
  const text = readFileSync(cache, "utf8").replace(
    /^NETFILTER_QUEUE:.*$/m,
    "NETFILTER_QUEUE:FILEPATH=NETFILTER_QUEUE-NOTFOUND",
  );
  assert.match(text, /NETFILTER_QUEUE-NOTFOUND/);
  writeFileSync(cache, text);
  writeFileSync(join(folder, "configured"), "");
  utimesSync(join(folder, "configured"), 0, 0);

  run("scripts/build", ["release", "packet_delay"], { AULA_BUILD: build });
  assert.ok(existsSync(program));

  // And a second build does not configure again, for CMake takes seconds.
  const second = run("scripts/build", ["release", "packet_delay"], { AULA_BUILD: build });
  assert.doesNotMatch(second, /Re-running CMake|Configuring/);
  assert.match(second, /no work to do/);
});
