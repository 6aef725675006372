// Every process that the bench starts, so that each is ended by its own id whatever happens.
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { createInterface } from "node:readline";

const alive = new Set();

export const server_core = 0;
export const load_core = 1;
const is_pinned = cpus().length > 1;

export const has_ended = (child) => child.exitCode !== null || child.signalCode !== null;

/** Starts a program on one core (or, with two cores wanted, on any). */
export function start(program, words, { core, stdio = ["pipe", "pipe", "inherit"], env } = {}) {
  const pinned = is_pinned && core !== undefined;
  const line = pinned ? ["taskset", "-c", String(core), program, ...words] : [program, ...words];
  const child = spawn(line[0], line.slice(1), { stdio, env: { ...process.env, ...env } });
  alive.add(child);
  child.once("exit", () => alive.delete(child));
  child.once("error", () => alive.delete(child));
  return child;
}

/** Asks a child to end, and makes it end after a while. */
export async function end(child, patience_ms = 20_000) {
  if (has_ended(child) || !alive.has(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patience_ms);
  await ended;
  clearTimeout(timer);
}

/** At the very end, also after an error or Ctrl-C. */
export const end_all = () => Promise.all([...alive].map((child) => end(child, 3_000)));

/** A child that takes one JSON line and answers with one. */
export class Conversation {
  #lines;
  #waiting = [];
  #over; // why there will be no more answers

  constructor(child, name) {
    this.child = child;
    this.name = name;
    this.#lines = createInterface({ input: child.stdout });
    this.#lines.on("line", (line) => this.#waiting.shift()?.resolve(JSON.parse(line)));
    child.once("exit", (code, signal) => this.#end(new Error(`${name} ended: ${code ?? signal}`)));
    child.once("error", (why) => this.#end(new Error(`${name} cannot be started: ${why.message}`)));
  }

  #end(why) {
    this.#over = why;
    for (const each of this.#waiting.splice(0)) each.reject(why);
  }

  /** The answer to an order, or to none: the child's next line. */
  async ask(order, patience_ms = 420_000) {
    if (this.#over) throw this.#over;
    const answered = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (order) this.child.stdin.write(JSON.stringify(order) + "\n");
    let timer;
    const too_late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.name} does not answer to ${order?.do}`)), patience_ms);
    });
    const answer = await Promise.race([answered, too_late]).finally(() => clearTimeout(timer));
    if (answer.error) throw new Error(`${this.name}: ${order?.do}: ${answer.error}`);
    return answer;
  }
}
