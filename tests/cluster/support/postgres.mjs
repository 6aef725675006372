// One PostgreSQL of a pair, from Debian's package: primary or standby, whichever it is started as.
import { execFile } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Program, nobody } from "./program.mjs";
import { SqlClient } from "./sql.mjs";

const run = promisify(execFile);
const tool_max_ms = 120_000;

/** The same on both sides, as either may be the primary. Dead partners are noticed within seconds. */
const settings = {
  fsync: "on",
  synchronous_commit: "on",
  shared_buffers: "32MB",
  max_connections: 100,
  max_prepared_transactions: 0,
  wal_level: "replica",
  hot_standby: "on",
  max_wal_senders: 5,
  wal_keep_size: "256MB",
  wal_sender_timeout: "4s",
  wal_receiver_timeout: "4s",
  wal_receiver_status_interval: "1s",
  wal_retrieve_retry_interval: "300ms",
  recovery_init_sync_method: "syncfs",
  log_line_prefix: "%m [%p] %q%a ",
  log_min_messages: "warning",
};

export class Postgres {
  #asking = null;

  /** Keeps everything in `folder`, its port too. */
  constructor(programs, name, folder, port) {
    Object.assign(this, { programs, name, port, data: join(folder, "data") });
    mkdirSync(folder, { recursive: true });
    if (nobody) chownSync(folder, nobody, nobody);
    chmodSync(folder, 0o700);
    this.program = new Program(`postgres-${name}`, folder, { is_nobody: true, end_by: "SIGINT" });
    this.folder = folder;
  }

  /** Another of PostgreSQL's programs, as the one that owns the files. */
  async #tool(name, ...words) {
    const line = nobody ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--"] : [];
    line.push(join(this.programs.postgres, name), ...words);
    await run(line[0], line.slice(1), { timeout: tool_max_ms, cwd: this.folder });
  }

  /** An empty one; whoever comes over loopback is let in. */
  initialize() {
    return this.#tool(
      "initdb",
      "-D",
      this.data,
      "-U",
      "aula",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
      "--no-instructions",
      "--wal-segsize=1",
    );
  }

  /** Starts it, as the primary or as the standby `of` another; resolves when it answers questions. */
  async start(of = null) {
    const follows = of
      ? { primary_conninfo: `host=127.0.0.1 port=${of.port} user=aula application_name=${this.name}` }
      : {};
    const all = Object.entries({ ...settings, ...follows }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const at = ["-h", "127.0.0.1", "-p", String(this.port), "-k", this.folder];
    this.program.start([join(this.programs.postgres, "postgres"), "-D", this.data, ...at, ...all]);
    await this.program.until(() => this.status === "ready" || this.status === "standby", "ready");
  }

  /** After a crash: what it wrote about itself would keep it from starting. */
  async kill() {
    await this.program.kill();
    this.#asking?.end();
    rmSync(join(this.data, "postmaster.pid"), { force: true });
  }

  async stop() {
    this.#asking?.end();
    await this.program.stop();
  }

  /** Throws everything away and copies the primary; then it follows it. */
  async become_standby_of(primary) {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
    const from = `host=127.0.0.1 port=${primary.port} user=aula`;
    await this.#tool(
      "pg_basebackup",
      "-d",
      from,
      "-D",
      this.data,
      "--wal-method=stream",
      "--checkpoint=fast",
      "--no-sync",
    );
    // The copy must not wait for a standby of its own once it is promoted.
    for (const [file, words] of [
      ["postgresql.auto.conf", ""],
      ["standby.signal", ""],
    ])
      this.#write(file, words);
    await this.start(primary);
  }

  #write(file, words) {
    const path = join(this.data, file);
    writeFileSync(path, words);
    if (nobody) chownSync(path, nobody, nobody);
  }

  /** Rows, or a rejection within the deadline. */
  async ask(words, patience_ms = 2000) {
    if (!this.#asking?.is_open) this.#asking = await SqlClient.connect(this.port, { patience_ms });
    return this.#asking.query(words, patience_ms);
  }

  /** Takes the part of the primary, once it has replayed everything that it was sent. */
  async promote() {
    const [now] = await this.ask("SELECT pg_is_in_recovery()");
    if (now.pg_is_in_recovery === "f") return;
    const [said] = await this.ask("SELECT pg_promote(true, 30)", 35_000);
    if (said.pg_promote !== "t") throw new Error(`${this.name} was not promoted in time`);
  }

  /** The eighth line of what it writes about itself. */
  get status() {
    try {
      return readFileSync(join(this.data, "postmaster.pid"), "utf8").split("\n")[7]?.trim() ?? "";
    } catch {
      return "";
    }
  }
}
