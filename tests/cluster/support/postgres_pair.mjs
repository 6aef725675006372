// A primary and a synchronous standby, and the watchdog that changes them over. It is made for trying failures out: it sees
// both servers' processes, which nobody on two machines does. For real ones take Patroni, pg_auto_failover or repmgr.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pass, until } from "../../faults/support/waiting.mjs";
import { Postgres } from "./postgres.mjs";
import { SqlClient } from "./sql.mjs";

const look_every_ms = 200;
const probe_ms = 2000;
/** Without an answer for so long, the primary is ended for good and the standby takes its part. */
const primary_silence_max_ms = 5000;
/** Without a word for so long, the standby is not waited for any more. */
const standby_silence_max_ms = 3000;
/** A standby that does not follow after so long is copied anew. */
const following_max_ms = 20_000;
/** After the setting was changed every process of the server knows it within this time. */
const settled_ms = 1000;
const database = "aula";

const follows = (name) => `SELECT state, sync_state, flush_lsn, extract(epoch FROM now() - reply_time) AS silent_s,
  pg_current_wal_flush_lsn() AS here FROM pg_stat_replication WHERE application_name = '${name}'`;

export class PostgresPair {
  /** The standby has everything that a commit was acknowledged for. */
  is_synchronous = false;
  /** What the watchdog did: `{at, what}`. */
  history = [];
  #is_watching = false;
  #watch = Promise.resolve();
  #mending = null;
  #primary_heard_at = 0;
  #standby_heard_at = 0;
  #standby_since = 0;
  #asked_for_sync = null; // {at, lsn}

  constructor(programs, folder, [port_one, port_two], say = () => {}) {
    mkdirSync(folder, { recursive: true });
    this.say = say;
    this.primary = new Postgres(programs, "one", join(folder, "one"), port_one);
    this.standby = new Postgres(programs, "two", join(folder, "two"), port_two);
    this.servers = [this.primary, this.standby];
  }

  /** Both run, the standby is synchronous, the database is there; from now on somebody watches. */
  async start() {
    await this.primary.initialize();
    await this.primary.start();
    await this.primary.ask(`CREATE DATABASE ${database} ENCODING 'UTF8' TEMPLATE template0`, 30_000);
    await this.#make_standby();
    this.#is_watching = true;
    this.#watch = this.#keep_watch();
    await this.until_synchronous();
  }

  /** libpq's URL for them, at these ports or at their own. */
  url(ports = this.servers.map((each) => each.port)) {
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(",");
    return `postgres://aula@${hosts}/${database}?target_session_attrs=read-write`;
  }

  /** Asks the database itself, at whoever is the primary; no rows when nobody answers. */
  async ask_database(words) {
    const to = await SqlClient.connect(this.primary.port, { database }).catch(() => null);
    const rows = await to?.query(words).catch(() => []);
    to?.end();
    return rows ?? [];
  }

  async until_synchronous(patience_ms = 90_000) {
    if (await until(() => this.is_synchronous, patience_ms)) return;
    throw new Error(`PostgreSQL has no synchronous standby after ${patience_ms / 1000} s`);
  }

  /** The watchdog has put somebody in this one's place, or has started it again. */
  async until_other_than(gone, patience_ms = 60_000) {
    const has_changed = () => this.primary !== gone || (gone.program.is_running && !gone.program.is_frozen);
    if (!(await until(has_changed, patience_ms))) throw new Error("nobody takes the primary's part");
  }

  /** Commits wait for no standby. */
  async until_alone(patience_ms = 60_000) {
    if (!(await until(() => !this.is_synchronous, patience_ms)))
      throw new Error("commits go on waiting for the standby");
  }

  /** Waits until the standby has replayed what the primary has. */
  async until_replayed(patience_ms = 30_000) {
    const [{ here }] = await this.primary.ask("SELECT pg_current_wal_flush_lsn() AS here");
    const has_it = async () => {
      const rows = await this.standby.ask(`SELECT pg_last_wal_replay_lsn() >= '${here}' AS done`).catch(() => []);
      return rows[0]?.done === "t";
    };
    if (!(await until(has_it, patience_ms))) throw new Error("the standby does not replay what the primary has");
  }

  /** Stops both; the primary last, so that nothing is missing on either side. */
  async stop() {
    this.#is_watching = false;
    await this.#watch;
    await this.#mending;
    for (const each of [this.standby, this.primary]) each.program.thaw();
    if (this.is_synchronous) await this.#wait_for_nobody().catch(() => {});
    await this.standby.stop();
    await this.primary.stop();
  }

  #note(what) {
    this.history.push({ at: Date.now(), what });
    this.say(`PostgreSQL: ${what}`);
  }

  async #make_standby() {
    await this.standby.become_standby_of(this.primary);
    this.#standby_heard_at = this.#standby_since = performance.now();
  }

  async #keep_watch() {
    this.#primary_heard_at = performance.now();
    while (this.#is_watching) {
      await this.#look().catch((error) => this.#note(`the watchdog failed: ${error.message}`));
      await pass(look_every_ms);
    }
  }

  async #look() {
    const rows = await this.primary.ask(follows(this.standby.name), probe_ms).catch(() => null);
    const now = performance.now();
    if (rows) this.#primary_heard_at = now;
    const is_gone = !this.primary.program.is_running || now - this.#primary_heard_at > primary_silence_max_ms;
    if (!rows) return is_gone ? this.#replace_primary() : undefined;
    const [row] = rows;
    if (row?.state === "streaming" && Number(row.silent_s) * 1000 < standby_silence_max_ms)
      this.#standby_heard_at = now;
    return this.is_synchronous ? this.#judge_standby(now) : this.#win_standby(row, now);
  }

  async #judge_standby(now) {
    if (now - this.#standby_heard_at <= standby_silence_max_ms) return;
    this.is_synchronous = false; // first: from the next moment on it may lack something
    await this.#wait_for_nobody();
    this.#note("the standby does not answer; commits do not wait for it any more");
    this.#standby_since = now;
  }

  async #wait_for_nobody() {
    this.#asked_for_sync = null;
    await this.primary.ask("ALTER SYSTEM SET synchronous_standby_names = ''");
    await this.primary.ask("SELECT pg_reload_conf()");
  }

  /** Has a standby that follows become synchronous again; starts one that is down, copies one that cannot follow. */
  async #win_standby(row, now) {
    if (this.#mending) return;
    if (!this.standby.program.is_running)
      return this.#mend(() => this.standby.start(this.primary), "the standby is started again");
    if (row?.state === "streaming") return this.#make_synchronous(row, now);
    const may_follow = this.standby.program.is_frozen || now - this.#standby_since < following_max_ms;
    if (!may_follow) this.#mend(() => this.#make_standby(), "the standby does not follow, and is copied anew");
  }

  #mend(work, what) {
    this.#note(what);
    this.#standby_since = performance.now();
    const failed = (error) => this.#note(`the standby could not be mended: ${error.message}`);
    const ended = () => {
      this.#mending = null;
      this.#standby_since = performance.now();
    };
    this.#mending = work().catch(failed).finally(ended);
  }

  /** Only when it has what was written after the last process of the primary has begun to wait for it. */
  async #make_synchronous(row, now) {
    if (!this.#asked_for_sync) {
      await this.primary.ask(`ALTER SYSTEM SET synchronous_standby_names = '"${this.standby.name}"'`);
      await this.primary.ask("SELECT pg_reload_conf()");
      this.#asked_for_sync = { at: now, lsn: null };
    } else if (!this.#asked_for_sync.lsn) {
      if (now - this.#asked_for_sync.at > settled_ms) this.#asked_for_sync.lsn = row.here;
    } else {
      const [{ has_it }] = await this.primary.ask(
        `SELECT '${row.flush_lsn}'::pg_lsn >= '${this.#asked_for_sync.lsn}'::pg_lsn AS has_it`,
      );
      this.is_synchronous = has_it === "t" && row.sync_state === "sync";
      if (this.is_synchronous)
        this.#note(`"${this.standby.name}" is the synchronous standby of "${this.primary.name}"`);
    }
    return undefined;
  }

  /** The one that is gone is ended for good first, so that there are never two. */
  async #replace_primary() {
    const [gone, next] = [this.primary, this.standby];
    await this.#mending;
    await gone.kill();
    this.#asked_for_sync = null;
    if (!this.is_synchronous) {
      this.#note(`"${gone.name}" is gone and the standby may lack something: it is started again`);
      await gone.start();
      this.#primary_heard_at = performance.now();
      return;
    }
    const began = performance.now();
    next.program.thaw();
    await next.promote();
    this.is_synchronous = false;
    [this.primary, this.standby] = [next, gone];
    this.#primary_heard_at = performance.now();
    this.#note(`"${gone.name}" is gone; "${next.name}" was promoted in ${Math.round(performance.now() - began)} ms`);
    this.#mend(() => this.#make_standby(), `"${gone.name}" is made anew as the standby`);
  }
}
