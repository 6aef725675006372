// A real server on a data folder of its own, with a course, people and their logins.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ask_operator } from "../../support/operator.mjs";
import { lasting_port } from "../../support/ports.mjs";
import { Conversation, end, has_ended, load_core, server_core, start } from "./children.mjs";

const run = promisify(execFile);
const course = "bench";
const lecturers = 64; // one for each room; a person gets so many tickets a minute
const roster_max = 1000;
const sessions = 120;

/** A real disk: what is acknowledged has to be synced, and /tmp may be memory. */
export const disk = process.env.TMPDIR ?? "/var/tmp";

const day = (number) => new Date(Date.UTC(2030, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);

/** A course with a session a day. */
export function course_document(slug, count) {
  const session = (_, number) => ({
    key: `lecture-${number + 1}`,
    title: `Session ${number + 1}`,
    starts: `${day(number)}T10:00:00`,
    ends: `${day(number)}T11:00:00`,
  });
  return {
    slug,
    title: `Course ${slug}`,
    zone: "UTC",
    capacity: 0,
    consent: "Measured.",
    sessions: Array.from({ length: count }, session),
  };
}

export class Aula {
  course = course;
  #tokens = [];
  #free_sessions = [];
  #child = null;
  #started_as = "";

  /** `data` is where the server keeps everything, when that is somewhere else than what only the tools need. */
  constructor(binaries, settings = {}, { disk: on = disk, data } = {}) {
    this.binaries = binaries;
    this.settings = settings;
    this.folder = mkdtempSync(join(on, "aula-bench-"));
    this.data = data ?? join(this.folder, "data");
  }

  get pid() {
    return this.#child.pid;
  }

  /** The server with these settings; a running one with the same is kept unless a fresh one is wanted. */
  async serve(settings = {}, { fresh = true, env, config } = {}) {
    const all = {
      "server.shards": 1,
      "limits.connections": 19_500,
      "limits.logins_per_minute": 1_000_000,
      "limits.commands_per_second": 10_000,
      "limits.commands_burst": 10_000,
      ...this.settings,
      ...settings,
    };
    const as = JSON.stringify(all);
    if (this.#child && as === this.#started_as && !fresh) return;
    await this.halt();
    this.port ??= await lasting_port(); // crowds and pages find it there again
    this.is_tls = Boolean(all["tls.certificate"]);
    const words = Object.entries(all).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    const core = Number(all["server.shards"]) === 1 ? server_core : undefined;
    const began = performance.now();
    if (config) words.push("--config", config);
    this.#child = start(
      this.binaries.aula,
      [
        "--data",
        this.data,
        ...words,
        "--set",
        "metrics.listen=127.0.0.1:0",
        "serve",
        "--listen",
        `127.0.0.1:${this.port}`,
      ],
      { core, env, stdio: ["ignore", "ignore", "pipe"] },
    );
    this.log = "";
    this.#child.stderr.on("data", (text) => (this.log = (this.log + text).slice(-20_000)));
    this.#started_as = as;
    await this.#until_healthy();
    this.start_ms = performance.now() - began;
  }

  async #until_healthy() {
    const deadline = performance.now() + 30_000;
    while (performance.now() < deadline) {
      if (has_ended(this.#child)) throw new Error(`aula did not start:\n${this.log}`);
      const health = await this.operator("GET", "/health").catch(() => null);
      if (health) {
        this.metrics_url = `http://${health.metrics}/metrics`;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5)); // asked again until it answers
    }
    throw new Error(`aula does not answer:\n${this.log}`);
  }

  /** REST as the operator; a buffer is sent as a PDF. */
  operator(method, path, body) {
    return ask_operator(this.data, method, path, body);
  }

  /** The course, so many attendees and their logins: `{people, seconds}` of opening their links. */
  async populate(attendees) {
    const saved = await this.operator("POST", "/courses", course_document(course, sessions));
    this.#free_sessions = saved.sessions.map((each) => each.id);
    const person = (role) => (_, number) => ({
      name: `${role} ${number + 1}`,
      role,
      external_id: `${role}-${number + 1}`,
      institution: "Leiden University",
      country: "NL",
    });
    const all = [
      ...Array.from({ length: lecturers }, person("lecturer")),
      ...Array.from({ length: attendees }, person("attendee")),
    ];
    for (let from = 0; from < all.length; from += roster_max) {
      const added = await this.operator("POST", `/courses/${course}/roster`, all.slice(from, from + roster_max));
      this.#tokens.push(...added.people.map((each) => each.join_link.split("#")[1]));
    }
    return this.log_in();
  }

  /** Opens join links, all of them or those of so many attendees; a crowd finds the cookies in the folder. */
  async log_in(attendees = Infinity) {
    const tokens = join(this.folder, "tokens");
    writeFileSync(tokens, this.#tokens.slice(0, lecturers + attendees).join("\n") + "\n");
    const crowd = this.#generator();
    const { people, seconds } = await crowd.ask({ do: "log_in", tokens, cookies: this.#cookies });
    await end(crowd.child);
    return { people, seconds };
  }

  get #cookies() {
    return join(this.folder, this.is_tls ? "cookies-tls" : "cookies");
  }

  #generator() {
    const words = ["--to", `127.0.0.1:${this.port}`, "--server-pid", String(this.pid)];
    if (this.is_tls) words.push("--tls");
    return new Conversation(start(this.binaries.load_attendees, words, { core: load_core }), "load_attendees");
  }

  /** People who can be sent into rooms. */
  async crowd() {
    const made = this.#generator();
    await made.ask({ do: "know", cookies: this.#cookies, lecturers });
    return made;
  }

  /** Rooms of sessions that nobody has been in. */
  rooms(...counts) {
    return counts.map((each) => ({ session: this.#free_sessions.shift(), ...each }));
  }

  /** A crowd that has joined one fresh room: `{crowd, joined}`. */
  async lecture(count, more = {}) {
    const crowd = await this.crowd();
    const joined = await crowd.ask({ do: "join", course, rooms: this.rooms({ count, ...more }) });
    return { crowd, joined };
  }

  async lectures(...counts) {
    const crowd = await this.crowd();
    const joined = await crowd.ask({ do: "join", course, rooms: this.rooms(...counts) });
    return { crowd, joined };
  }

  /** A deck in a session, once its pages are rendered: `{id, pages}`. */
  async upload(session, pdf) {
    const deck = await this.operator("PUT", `/courses/${course}/sessions/${session}/decks/deck.pdf`, pdf);
    const deadline = performance.now() + 120_000;
    for (;;) {
      const now = await this.operator("GET", `/courses/${course}/decks/${deck.id}`);
      if (now.state === "ready") return now;
      if (now.state !== "rendering" || performance.now() > deadline) throw new Error(`the deck is ${now.state}`);
      await new Promise((resolve) => setTimeout(resolve, 50)); // asked again until it is rendered
    }
  }

  /** A certificate of its own, for figures over TLS. */
  async certificate() {
    const [key, chain] = [join(this.folder, "key.pem"), join(this.folder, "chain.pem")];
    await run("openssl", [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=127.0.0.1",
      "-keyout",
      key,
      "-out",
      chain,
    ]);
    return { "tls.certificate": chain, "tls.key": key };
  }

  async halt() {
    if (this.#child) await end(this.#child);
    this.#child = null;
  }

  /** Sends it a signal and waits until it has ended: by which code or signal. */
  async kill(signal = "SIGKILL") {
    const child = this.#child;
    this.#child = null;
    const ended = new Promise((resolve) => child.once("exit", (code, by) => resolve(by ?? code)));
    child.kill(signal);
    return ended;
  }

  async remove() {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
