// A program of the cluster: it can be killed, frozen and started again, and ends when the script ends, however that ends.
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { has_ended, start } from "../../load/bench/children.mjs";
import { send, stand_still, stat_of } from "../../faults/support/standing_still.mjs";
import { until } from "../../faults/support/waiting.mjs";

const gone_max_ms = 30_000;

/** PostgreSQL refuses to be root. */
export const nobody = process.getuid() === 0 ? 65_534 : undefined;

const as_nobody = nobody ? [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];

const is_running = (pid) => !["Z", undefined].includes(stat_of(pid)[0]);

function children_of(pid) {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.filter((each) => stat_of(each)[1] === String(pid)).map(Number);
}

export class Program {
  child = null;
  is_frozen = false;

  /** `words` begin with the program; `end_by` is the signal that asks it to end. Its output is added to one file. */
  constructor(name, folder, { words = [], is_nobody = false, end_by = "SIGTERM", env } = {}) {
    Object.assign(this, { name, folder, words, is_nobody, end_by, env, log_file: join(folder, `${name}.log`) });
    mkdirSync(folder, { recursive: true });
  }

  get is_running() {
    return this.child !== null && !has_ended(this.child);
  }

  get pid() {
    return this.child.pid;
  }

  /**
   * Ends with this process, by the kernel if need be; a frozen one too, as nothing but SIGKILL reaches it. In a session of its own,
   * so that Ctrl-C is for the script alone.
   */
  start(words = this.words) {
    if (this.is_running) return;
    const log = openSync(this.log_file, "a");
    const line = ["setpriv", "--pdeathsig", "KILL", ...(this.is_nobody ? as_nobody : []), "--", ...words];
    this.child = start("setsid", line, { stdio: ["ignore", log, log], env: this.env });
    closeSync(log);
    this.is_frozen = false;
  }

  /** Every process of it at once, with nothing said, as in a crash. */
  async kill() {
    if (!this.is_running) return;
    await stand_still(this.pid); // so that it starts nothing in the place of what goes
    const all = children_of(this.pid);
    for (const each of all) send(each, "SIGKILL");
    await end_now(this.child);
    const gone = () => !all.some(is_running);
    if (!(await until(gone, gone_max_ms))) throw new Error(`${this.name}: its processes do not go`);
    this.is_frozen = false;
  }

  /** Asks it to end; resolves with its code or signal. */
  async stop(patience_ms = 20_000) {
    if (!this.is_running) return null;
    this.thaw();
    const ended = new Promise((resolve) => this.child.once("exit", (code, by) => resolve(by ?? code)));
    this.child.kill(this.end_by);
    const is_over = await until(() => !this.is_running, patience_ms);
    if (!is_over) await this.kill();
    return ended;
  }

  /** Resolves when nothing of it runs any more. */
  async freeze() {
    this.is_frozen = true;
    await stand_still(this.pid);
    await stand_still(...children_of(this.pid));
  }

  thaw() {
    if (!this.is_running || !this.is_frozen) return;
    for (const each of [...children_of(this.pid), this.pid]) send(each, "SIGCONT");
    this.is_frozen = false;
  }

  /** Its last lines, for whoever has to be told why it did not start. */
  last_words(lines = 15) {
    return readFileSync(this.log_file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  }

  /** Waits for `holds()`, and says what it has said when it ends instead. */
  async until(holds, what, patience_ms = 60_000) {
    const is_so = await until(async () => !this.is_running || (await holds()), patience_ms);
    if (this.is_running && is_so) return;
    throw new Error(`${this.name} ${this.is_running ? `is not ${what} in time` : "has ended"}:\n${this.last_words()}`);
  }
}

async function end_now(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
