// What stands still runs no more, however busy the machine: a test that sends something afterwards relies on it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { send, stand_still } from "./support/standing_still.mjs";
import { pass } from "./support/waiting.mjs";

const rounds = 20;
const computing_threads = 3; // more than a small machine has cores

const program = `
  const { Worker } = require("node:worker_threads");
  for (let i = 0; i < ${computing_threads}; ++i) new Worker("for (;;) {}", { eval: true });
  setTimeout(() => {}, 1e9);
  console.log("runs");`;

/** How long each thread has run, in ns. */
const run_ns = (pid) =>
  readdirSync(`/proc/${pid}/task`).map(
    (each) => readFileSync(`/proc/${pid}/task/${each}/schedstat`, "utf8").split(" ")[0],
  );

test("no thread of a process that stands still runs", async () => {
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await new Promise((resolve) => child.stdout.once("data", resolve));
    for (let round = 0; round < rounds; ++round) {
      await stand_still(child.pid);
      const before = run_ns(child.pid);
      await pass(20);
      assert.deepEqual(run_ns(child.pid), before, `in round ${round}`);
      send(child.pid, "SIGCONT");
      await pass(10);
    }
  } finally {
    child.kill("SIGKILL");
  }
});

test("a process that is gone stands still", async () => {
  const child = spawn("true");
  await new Promise((resolve) => child.once("exit", resolve));
  await stand_still(child.pid);
});
