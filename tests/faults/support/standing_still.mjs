// Processes that stand still (SIGSTOP). The signal is taken by one thread, which stops the others when it gets to run: on a busy
// machine they go on meanwhile, and answer what was sent after the signal.
import { readFileSync, readdirSync } from "node:fs";
import { until } from "./waiting.mjs";

const stopped_max_ms = 30_000;

/** What /proc says behind the name of a process or thread: its state, its parent …; empty when it is gone. */
export function stat_of(folder) {
  try {
    const text = readFileSync(`/proc/${folder}/stat`, "utf8");
    return text.slice(text.lastIndexOf(") ") + 2).split(" ");
  } catch {
    return [];
  }
}

function threads_of(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A thread that is gone or a corpse does nothing either. */
const stands_still = (pid) =>
  threads_of(pid).every((thread) => ["T", "t", "Z", "X", undefined].includes(stat_of(`${pid}/task/${thread}`)[0]));

/** A process that is gone already needs no signal. */
export function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Stops these processes; resolves when none of their threads runs any more, or throws after 30 s. */
export async function stand_still(...pids) {
  for (const each of pids) send(each, "SIGSTOP");
  const all_do = await until(() => pids.every(stands_still), stopped_max_ms, 1);
  if (!all_do) throw new Error(`${pids.join(", ")}: still runs ${stopped_max_ms / 1000} s after SIGSTOP`);
}
