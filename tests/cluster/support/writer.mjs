// Somebody who writes numbers into PostgreSQL's pair, one commit each, and remembers which of them were acknowledged.
import { pass } from "../../faults/support/waiting.mjs";
import { SqlClient } from "./sql.mjs";

const answer_max_ms = 30_000; // longer than the watchdog lets commits wait for a standby
const again_ms = 50;

export class Writer {
  acknowledged = [];
  /** The longest time between two acknowledgements. */
  longest_pause_ms = 0;
  #is_over = false;
  #running = null;

  /** `ports` are those of both servers: which of them takes writes is found out, as libpq does. */
  constructor(ports, database = "aula") {
    this.ports = ports;
    this.database = database;
  }

  async start() {
    const to = await this.#connect();
    await to.query("CREATE TABLE IF NOT EXISTS written(number BIGINT PRIMARY KEY)", answer_max_ms);
    to.end();
    this.#running = this.#write_on();
  }

  async stop() {
    this.#is_over = true;
    await this.#running;
  }

  /** Those acknowledged so far that this server does not have; it is asked, whichever part it plays. */
  async missing_at(server) {
    const asked_for = [...this.acknowledged]; // more may come while it answers
    const to = await SqlClient.connect(server.port, { database: this.database });
    const rows = await to.query("SELECT number FROM written", answer_max_ms);
    to.end();
    const there = new Set(rows.map((row) => Number(row.number)));
    return asked_for.filter((number) => !there.has(number));
  }

  async #write_on() {
    let to = null;
    let last = performance.now();
    for (let number = 1; !this.#is_over; ++number) {
      try {
        to ??= await this.#connect();
        await to.query(`INSERT INTO written VALUES(${number})`, answer_max_ms);
        this.acknowledged.push(number);
        this.longest_pause_ms = Math.max(this.longest_pause_ms, performance.now() - last);
        last = performance.now();
      } catch {
        to?.end(); // what became of this number nobody knows; the next one is another
        to = null;
        await pass(again_ms);
      }
    }
    to?.end();
  }

  async #connect() {
    for (const port of this.ports) {
      const to = await SqlClient.connect(port, { database: this.database, patience_ms: 1000 }).catch(() => null);
      const said = await to?.query("SELECT pg_is_in_recovery() AS follows").catch(() => []);
      if (said?.[0]?.follows === "f") return to;
      to?.end();
    }
    throw new Error("nobody takes writes");
  }
}
