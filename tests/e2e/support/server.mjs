// A real aula for a test: its own data folder, a port of its own, the example course in it; stopped by its process id.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { lasting_port } from "../../support/ports.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const binary = process.env.AULA_BINARY ?? join(root, "build/release/aula");
const example = join(root, "docs/examples/cutting-edge-immunology");

export const course = "cutting-edge-immunology";

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/** Asks the process to drain; one that does not end within half a minute is a failure, and is ended all the same. */
async function end(child) {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await ended;
  clearTimeout(timer);
  if (child.signalCode === "SIGKILL") throw new Error("aula did not end within 30 s of SIGTERM");
}

/** The example course with these decks only, because rendering all of them takes longer than most tests. */
function exampleWith(decks, folder) {
  const kept = (line) => !line.startsWith("decks = ") || decks.some((name) => line.includes(`/${name}.pdf`));
  const lines = readFileSync(join(example, "course.toml"), "utf8").split("\n").filter(kept);
  symlinkSync(join(example, "decks"), join(folder, "decks"));
  const document = join(folder, "course.toml");
  writeFileSync(document, lines.join("\n"));
  return document;
}

export class Aula {
  #folder = mkdtempSync(join(tmpdir(), "aula-e2e-"));
  #data = join(this.#folder, "data");
  #settings = [];
  #listen = "127.0.0.1:0";
  #process = null;
  #log = "";

  /**
   * Starts a server with the example course and those of its decks, rendered; `settings` are as in its configuration. With
   * `keeps_port` it has the same address after every `serve`.
   */
  static async start({ decks = ["mon-1"], settings = {}, keeps_port = false } = {}) {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: build it, or say where it is by AULA_BINARY`);
    const aula = new Aula();
    if (keeps_port) aula.#listen = `127.0.0.1:${await lasting_port()}`;
    aula.#settings = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    try {
      await aula.serve();
      await aula.cli("course", "import", "--quiet", exampleWith(decks, aula.#folder));
    } catch (error) {
      await aula.stop(); // a child that is left behind keeps the test from ending
      throw error;
    }
    return aula;
  }

  /** (Re)starts the process on the same data. */
  async serve() {
    this.#process = spawn(binary, ["--data", this.#data, ...this.#settings, "serve", "--listen", this.#listen], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process.stderr.on("data", (text) => (this.#log += text));
    this.url = JSON.parse(await this.cli("status", "--wait", "2min")).url;
    this.port = Number(new URL(this.url).port);
  }

  /** Runs the program's command line on the same data folder; answers what it printed. */
  async cli(...words) {
    try {
      const { stdout } = await run(binary, ["--data", this.#data, ...words], { cwd: root, timeout: 600_000 });
      return stdout.trim();
    } catch (error) {
      throw new Error(`aula ${words.join(" ")}: ${error.stderr || error.message}\n${this.#log.slice(-2000)}`);
    }
  }

  /** A personal link of somebody in the course. */
  invite(role, name, { institution = "Leiden University", country = "NL" } = {}) {
    const email = `${name.toLowerCase().replace(/\W+/g, ".")}@example.org`;
    const about = ["--name", name, "--email", email, "--institution", institution, "--country", country];
    return this.cli("invite", course, "--role", role, ...about);
  }

  /** Registers somebody as the form on the course's page does; answers their personal link. */
  async register(name, email) {
    const response = await fetch(`${this.url}/api/v1/courses/${course}/registrations`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: this.url },
      body: JSON.stringify({ name, email, institution: "Makerere University", country: "UG", consent: true }),
    });
    if (response.status !== 201) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    return (await response.json()).join_link;
  }

  /** Asks the REST API without being anybody. */
  async get(path) {
    const response = await fetch(`${this.url}/api/v1${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }

  /** The session of the example course with this key. */
  async session(key) {
    const { sessions } = await this.get(`/courses/${course}`);
    return sessions.find((one) => one.key === key);
  }

  /** The folder with everything that it keeps. */
  get data() {
    return this.#data;
  }

  /** What the process has written to its log so far. */
  get log() {
    return this.#log;
  }

  /** Stops the process, but keeps the data for another `serve`. */
  async halt() {
    await end(this.#process);
  }

  /** Ends the process on the spot, as a crash does; keeps the data for another `serve`. */
  async kill() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  async stop() {
    await this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
