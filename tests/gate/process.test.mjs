import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as pass } from "node:timers/promises";
import { run_command } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "aula-gate-"));
test.after(() => rmSync(folder, { recursive: true }));

async function until(is_so) {
  for (const end = Date.now() + 20_000; Date.now() < end; await pass(20)) if (is_so()) return true;
  return false;
}

/** A process that has ended may stay in the table until its parent asks for it. */
function lives(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("a command's exit code, output and processor time are told", async () => {
  const said = await run_command("echo out; echo err >&2; exit 3", join(folder, "said.log"));
  assert.equal(said.status, 3);
  assert.equal(said.text, "out\nerr\n");
  assert.ok(said.wall >= 0 && said.cpu >= 0);
});

test("a command that takes too long is ended, with what it has started, and has failed", async () => {
  const pids = join(folder, "late");
  const command = `sleep 1000 & echo $! >${pids}; wait`;
  const said = await run_command(command, join(folder, "late.log"), { seconds_max: 1 });
  assert.notEqual(said.status, 0);
  assert.match(said.text, /not ok - ended because it took longer than 1 s/);
  assert.ok(said.wall >= 1);
  const started = Number(readFileSync(pids, "utf8"));
  assert.ok(await until(() => !lives(started)));
});

test("when the runner is ended, so is everything that it has started", async () => {
  const pids = join(folder, "pids");
  const command = `sleep 1000 & echo $! >${pids}.part; echo $$ >>${pids}.part; mv ${pids}.part ${pids}; wait`;
  const program = `
    import { end_commands_with_this, run_command } from "${new URL("process.mjs", import.meta.url)}";
    end_commands_with_this();
    await run_command(${JSON.stringify(command)}, ${JSON.stringify(join(folder, "long.log"))});`;
  const runner = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
  assert.ok(await until(() => existsSync(pids)));
  const started = readFileSync(pids, "utf8").trim().split("\n").map(Number);
  assert.equal(started.length, 2);
  assert.ok(started.every(lives));
  const ended = new Promise((resolve) => runner.once("exit", resolve));
  runner.kill("SIGTERM");
  assert.equal(await ended, 143);
  assert.ok(await until(() => !started.some(lives)));
});
