// A server as its operator has it: a configuration file, signals, a log, an exit code. No browser, no example course.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ask_operator } from "../../support/operator.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
export const binary = process.env.AULA_BINARY ?? join(root, "build/release/aula");

/** Asks until it is so; only a failure takes this long. */
export async function until(what, isSo, limit = 30_000) {
  const deadline = performance.now() + limit;
  for (;;) {
    const found = await isSo();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await pause(20);
  }
}

/** A course with one session, a lecturer and so many attendees, as REST takes it. */
const course = {
  slug: "life",
  title: "A course of a server's life",
  zone: "Europe/Amsterdam",
  consent: "We store your name.",
  people: [{ key: "lec", name: "Leo Lecturer", role: "lecturer" }],
  sessions: [{ key: "one", title: "One", lecturer: "lec", starts: "2026-11-30T09:00:00", ends: "2026-11-30T18:00:00" }],
};

export class Operated {
  folder = mkdtempSync(join(tmpdir(), "aula-life-"));
  data = join(this.folder, "data");
  file = join(this.folder, "aula.toml");
  port = 0;
  log = "";
  #listen = "";
  #child = null;
  #ended = null;

  /**
   * A stopped server; `settings` are sections of the file, such as `{log: {level: "info"}}`. Without a `port` it takes another one at
   * every start, and has it once it serves.
   */
  static async make(settings = {}, port = 0) {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: build it, or say where it is by AULA_BINARY`);
    const made = new Operated();
    made.#listen = `127.0.0.1:${port}`;
    made.port = port;
    made.configure(settings);
    return made;
  }

  static async start(settings = {}, port = 0) {
    const made = await Operated.make(settings, port);
    try {
      await made.serve();
    } catch (error) {
      await made.remove();
      throw error;
    }
    return made;
  }

  /** Writes the configuration file; a value that is a text is quoted. */
  configure(settings) {
    const all = { ...settings, server: { listen: this.#listen, ...settings.server } };
    const section = ([name, values]) =>
      [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)].join("\n");
    this.write(Object.entries(all).map(section).join("\n") + "\n");
  }

  write(text) {
    writeFileSync(this.file, text);
  }

  get pid() {
    return this.#child.pid;
  }

  async serve({ env = {}, words = [] } = {}) {
    this.#child = spawn(binary, ["--config", this.file, "--data", this.data, ...words, "serve"], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...env },
    });
    this.#child.stderr.on("data", (text) => (this.log += text));
    const child = this.#child;
    this.#ended = new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal, at: performance.now() }));
    });
    const { listen } = await this.ready();
    this.port = Number(listen.split(":").at(-1));
  }

  async ready() {
    const asked = async () => {
      if (this.#child.exitCode !== null) throw new Error(`aula did not start:\n${this.log}`);
      return this.operator("GET", "/health").catch(() => null);
    };
    return until("the server answers", asked);
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** How the process ended: `{code, signal, ms}`, counted from now; one that does not end is killed, and said. */
  async ending(limit = 20_000) {
    const from = performance.now();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), limit);
    const { code, signal, at } = await this.#ended;
    clearTimeout(timer);
    return { code, signal, ms: at - from };
  }

  async stop() {
    this.signal("SIGTERM");
    return this.ending();
  }

  /** The log's lines that say this. */
  said(message) {
    const lines = this.log.split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => JSON.parse(line)).filter((line) => line.message === message);
  }

  /** The next line that says this, after those that are there already. */
  async says(message, act) {
    const before = this.said(message).length;
    await act?.();
    const lines = await until(`"${message}" in the log:\n${this.log}`, () => {
      const now = this.said(message);
      return now.length > before && now;
    });
    return lines.at(-1);
  }

  /** Runs a subcommand: `{code, out, err}`. */
  async cli(...words) {
    const args = ["--config", this.file, "--data", this.data, ...words];
    try {
      const { stdout, stderr } = await run(binary, args, { cwd: root, timeout: 120_000 });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      return { code: error.code, out: error.stdout, err: error.stderr };
    }
  }

  /** REST as the operator; a buffer is sent as a PDF. */
  operator(method, path, body) {
    return ask_operator(this.data, method, path, body);
  }

  /** Makes the course, its attendees too; answers the session's id and everybody's personal token, the lecturer's first. */
  async open(attendees = 1) {
    const saved = await this.operator("POST", "/courses", course);
    const everybody = [
      { name: "Leo the Second", role: "lecturer", email: "leo@example.org" },
      ...Array.from({ length: attendees }, (_, number) => ({
        name: `Student ${number + 1}`,
        role: "attendee",
        email: `student${number + 1}@example.org`,
      })),
    ];
    const people = everybody.map((one) => ({ institution: "Leiden University", country: "NL", ...one }));
    const added = await this.operator("POST", `/courses/${course.slug}/roster`, people);
    return {
      course: course.slug,
      session: saved.sessions[0].id,
      tokens: added.people.map((one) => one.join_link.split("#")[1]),
    };
  }

  /** Everything that was said in a room, as the log has it. */
  async chat({ course, session }) {
    const all = [];
    for (let before = ""; ; ) {
      const page = await this.operator("GET", `/courses/${course}/sessions/${session}/chat?limit=200${before}`);
      all.unshift(...page.messages.map(({ text }) => text));
      if (!page.has_more) return all;
      before = `&before=${page.messages[0].seq}`;
    }
  }

  async remove() {
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) {
      this.signal("SIGKILL");
      await this.#ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes a certificate and its key: `{certificate, key}`; with `days` below zero it has expired. */
export async function certificate(folder, name, { days = 30 } = {}) {
  const made = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const wanted = join(folder, `${name}.csr`);
  await run("openssl", [
    "req",
    "-new",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    made.key,
    "-out",
    wanted,
  ]);
  await run("openssl", [
    "x509",
    "-req",
    "-in",
    wanted,
    "-signkey",
    made.key,
    "-days",
    `${days}`,
    "-out",
    made.certificate,
  ]);
  return made;
}
