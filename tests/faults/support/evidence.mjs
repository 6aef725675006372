// What has to be true afterwards, QUALITY's invariants, found out from the log as it lies in the database, from what the
// crowd was told and shown (load_attendees' ledger), and from the attendance report.
//
//     I1  acknowledged, then in the log, at the seq that was told
//     I2  the log is 1 … n without hole or repeat
//     I3  everybody shows events in order, none twice, no hole except after a welcome
//     I4  no command key twice, no message twice
//     I5  when all is quiet every screen equals the log
//     I6  attendance of the running room = computed anew from the log
import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const log_bytes_max = 1024 ** 3;

/** The log of a session as it lies there, whether a server runs or not. */
export async function read_log(aula, session) {
  const { stdout } = await run(aula.binaries.read_log, [aula.data, session], { maxBuffer: log_bytes_max });
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The number that load_attendees gave a message: 0 for anything else. */
export const number_of = (row) => Number(/#(\d{8})#$/.exec(row.body.text ?? "")?.[1] ?? 0);

export class Evidence {
  #aula;
  #acked_file;
  #logged_twice = new Map();
  /** By session: what was acknowledged there, the message's number and its seq. */
  acked = new Map();
  totals = {
    acknowledged: 0,
    found: 0,
    missing: 0,
    duplicated: 0,
    out_of_order: 0,
    unseen: 0,
    alien: 0,
    contradicted: 0,
  };

  constructor(aula, scratch) {
    this.#aula = aula;
    this.#acked_file = join(scratch, "acked");
    this.log_file = join(scratch, "log");
  }

  /** Asks the crowd what was acknowledged since the last time; `rooms` are the sessions of its rooms. */
  async gather(crowd, rooms, more = {}) {
    rmSync(this.#acked_file, { force: true });
    const report = await crowd.ask({ do: "report", acked: this.#acked_file, ...more });
    const lines = existsSync(this.#acked_file)
      ? readFileSync(this.#acked_file, "utf8").split("\n").filter(Boolean)
      : [];
    for (const line of lines) {
      const [room, number, seq] = line.split(" ").map(Number);
      if (!this.acked.has(rooms[room])) this.acked.set(rooms[room], new Map());
      this.acked.get(rooms[room]).set(number, seq);
    }
    this.totals.acknowledged += lines.length;
    this.totals.out_of_order += report.gaps;
    this.totals.duplicated += report.doubled;
    this.totals.contradicted += report.contradicted;
    const complaints = [];
    if (report.gaps) complaints.push(`I3: ${report.gaps} holes were shown`);
    if (report.doubled) complaints.push(`I3: ${report.doubled} events were shown twice or late`);
    if (report.contradicted) complaints.push(`I4: ${report.contradicted} commands were answered by two seqs`);
    return { report, complaints };
  }

  /** I1, I2, I4 of one session: what is wrong, in sentences. */
  async check_log(session) {
    const rows = await read_log(this.#aula, session);
    const complaints = [...holes_of(rows), ...this.#missing_in(rows, session), ...this.#repeats_of(rows, session)];
    return { rows, complaints };
  }

  #missing_in(rows, session) {
    const acked = [...(this.acked.get(session) ?? [])];
    const lost = acked.filter(([number, seq]) => !rows[seq - 1] || number_of(rows[seq - 1]) !== number);
    const [number, seq] = lost[0] ?? [];
    return lost.length
      ? [`I1: ${lost.length} of ${acked.length} acknowledged are not in the log, first message ${number} at ${seq}`]
      : [];
  }

  #repeats_of(rows, session) {
    const keys = new Set();
    let twice = 0;
    for (const row of rows.filter((each) => each.key)) {
      const key = `${row.author} ${row.key}`;
      if (keys.has(key)) ++twice;
      keys.add(key);
    }
    const messages = rows.map(number_of).filter(Boolean);
    const doubled = Math.max(twice, messages.length - new Set(messages).size);
    this.#logged_twice.set(session, doubled);
    return doubled ? [`I4: ${doubled} messages are in the log twice`] : [];
  }

  /** I5: every screen of the crowd's room against the log. */
  async check_screens(crowd, room, rows) {
    const said = rows.filter((row) => row.type === "chat_posted");
    writeFileSync(this.log_file, said.map((row) => `${row.seq} ${number_of(row)}\n`).join(""));
    const { missing, alien } = await crowd.ask({ do: "compare", room, log: this.log_file });
    this.totals.unseen += missing;
    this.totals.alien += alien;
    return missing || alien ? [`I5: ${missing} messages are missing on screens, ${alien} are on screens only`] : [];
  }

  /** I6: the running room's figures against those computed anew. */
  async check_attendance(session) {
    const table = async (source) => {
      const { rows } = await this.#aula.operator(
        "GET",
        `/courses/${this.#aula.course}/attendance?table=intervals&format=json${source}`,
      );
      return rows
        .filter((row) => row.session === session)
        .map(({ participant, from, to, reason }) => `${participant} ${from} ${to} ${reason}`);
    };
    const [live, anew] = [await table(""), await table("&source=log")];
    const known = new Set(anew);
    const different =
      live.length === anew.length ? live.filter((row) => !known.has(row)).length : Math.abs(live.length - anew.length);
    return different ? [`I6: ${different} presences differ between the room and its log`] : [];
  }

  /** How much of all that was ever acknowledged is in the logs at the very end. */
  async count_found() {
    this.totals.found = 0;
    for (const doubled of this.#logged_twice.values()) this.totals.duplicated += doubled;
    for (const [session, acked] of this.acked) {
      const rows = await read_log(this.#aula, session);
      for (const [number, seq] of acked) if (rows[seq - 1] && number_of(rows[seq - 1]) === number) ++this.totals.found;
    }
    this.totals.missing = this.totals.acknowledged - this.totals.found;
    return this.totals;
  }
}

/** I2 */
export function holes_of(rows) {
  const at = rows.findIndex((row, index) => row.seq !== index + 1);
  return at < 0 ? [] : [`I2: the log goes on at ${rows[at].seq}, not at ${at + 1}`];
}

/** The value that this share of all does not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : NaN;
}
