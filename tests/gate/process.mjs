// One command in a process of its own: its output in a file, its wall and processor time, its exit code.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "./suites.mjs";

// `time` of bash counts what the command and its ended children took. Its line goes to a file of its own.
const timed = 'exec 3>&2; TIMEFORMAT="%R %U %S"; { time bash -euo pipefail -c "$1" 2>&3; } 2>"$2"';

const running = new Set();

/**
 * From now on a signal that ends this process also ends everything that `run_command` has started and what that has started:
 * each command is a process group of its own.
 */
export function end_commands_with_this() {
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ]) {
    process.once(signal, () => {
      for (const child of running) end_group(child);
      process.exit(128 + number);
    });
  }
}

function end_group(child) {
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Runs `command` with bash; resolves with {status, text, wall, cpu}, seconds. `is_idle`: only with what others leave. A command
 * that takes longer than `seconds_max` is ended, and has failed.
 */
export function run_command(command, log, { is_idle = false, seconds_max = Number.POSITIVE_INFINITY } = {}) {
  mkdirSync(dirname(log), { recursive: true });
  const out = openSync(log, "w");
  const times = `${log}.times`;
  const words = ["bash", "-c", timed, "gate", command, times];
  const [program, ...rest] = is_idle ? ["chrt", "--idle", "0", ...words] : words;
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd: root, stdio: ["ignore", out, out], detached: true });
    running.add(child);
    const began = performance.now();
    let is_too_long = false;
    const give_up = () => {
      is_too_long = true;
      end_group(child);
    };
    const limit = Number.isFinite(seconds_max) ? setTimeout(give_up, seconds_max * 1000) : undefined;
    const end = (status) => {
      clearTimeout(limit);
      running.delete(child);
      if (is_too_long) writeSync(out, `\nnot ok - ended because it took longer than ${seconds_max} s\n`);
      closeSync(out);
      const [wall = (performance.now() - began) / 1000, user = 0, system = 0] = times_in(times);
      resolve({ status, text: readFileSync(log, "utf8"), wall, cpu: user + system });
    };
    child.once("error", () => end(127));
    child.once("exit", (code, signal) => end(code ?? (signal ? 128 : 1)));
  });
}

/** Wall, user and system seconds; empty when the command was ended before they could be written. */
function times_in(file) {
  try {
    const found = readFileSync(file, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
    return found.length === 3 && found.every(Number.isFinite) ? found : [];
  } catch {
    return [];
  } finally {
    rmSync(file, { force: true });
  }
}
