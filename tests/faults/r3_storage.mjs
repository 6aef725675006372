// R3: the disk is full, or answers with errors: nothing is acknowledged that is not kept, everybody can go on looking
// and listening, and when the disk is well again so is the lecture, without a restart.
import { closeSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { end } from "../load/bench/children.mjs";
import { short } from "../load/bench/figures.mjs";
import { root } from "./support/binaries.mjs";
import { EIO, StrictDisk } from "./support/disk.mjs";
import { Evidence, number_of, read_log } from "./support/evidence.mjs";
import { mount, unmount_all } from "./support/mounts.mjs";
import { moment } from "./support/moment.mjs";
import { try_reading } from "./support/reading.mjs";
import { until } from "./support/waiting.mjs";

const people = 50;
const newcomers = 5;
const streams = [{ rate: 100, authors: people }];
const refusal_max_ms = 100;
const heal_max_ms = 5000;
const patience_ms = 60_000;
const as_full_as_can_be = { "limits.disk_percent": 100 };
const deck_file = "docs/examples/cutting-edge-immunology/decks/fri-1.pdf";

/** A lecture with slides, under way, and what is known about it. */
class Lecture {
  complaints = [];
  figures = { refused: 0, refusal_p99_ms: 0, heal_ms: [] };

  constructor(aula, scratch, log) {
    this.aula = aula;
    this.evidence = new Evidence(aula, scratch);
    this.log = log;
  }

  async begin() {
    const { aula } = this;
    await aula.populate(people);
    [this.room] = aula.rooms({ count: people });
    const deck = await aula.upload(this.room.session, readFileSync(join(root, deck_file)));
    this.deck = { hash: deck.hash, page: 1 };
    this.crowd = await aula.crowd();
    await this.crowd.ask({ do: "join", course: aula.course, rooms: [this.room] });
    await this.talk();
    await this.until("the lecture is under way", (report) => report.acked > 0);
  }

  talk = () => this.crowd.ask({ do: "endure", streams, message_bytes: 400 });

  async gather(more) {
    const { report, complaints } = await this.evidence.gather(this.crowd, [this.room.session], more);
    this.complaints.push(...complaints);
    return report;
  }

  /** Asks until it is so; answers after how many milliseconds. */
  async until(what, is_so) {
    const began = performance.now();
    while (performance.now() - began < patience_ms) {
      if (is_so(await this.gather())) return performance.now() - began;
      await pause(20); // asked again
    }
    throw new Error(`${what}: not within ${patience_ms} ms`);
  }

  /** While nothing can be saved: refusals come at once, looking and listening goes on, and who is cut off comes back. */
  async while_it_fails(seconds, { may_ack }) {
    await this.until("somebody is refused", (report) => (report.refused.storage_full ?? 0) > 0);
    await pause(seconds * 1000); // the time to look at is what this is about
    const report = await this.gather();
    const refused = report.refused.storage_full ?? 0;
    this.figures.refused += refused;
    this.figures.refusal_p99_ms = Math.max(this.figures.refusal_p99_ms, report.refusal.p99_ms);
    if (refused === 0) this.complaints.push("nothing was refused as storage_full");
    if (report.acked > 0 && !may_ack)
      this.complaints.push(`${report.acked} were acknowledged while nothing could be saved`);
    const { status } = await this.aula.operator("GET", "/health");
    if (status !== "read_only" && !may_ack) this.complaints.push(`/health says ${status}`);
    this.complaints.push(...(await try_reading({ ...this, newcomers })));
    await this.crowd.ask({ do: "unplug", count: 10 });
    await this.crowd.ask({ do: "replug" });
    const { settled, returns, away_now } = await this.gather({ settle: 60 });
    if (!settled || returns < 10)
      this.complaints.push(`cut off while nothing can be saved: ${returns} of 10 came back, ${away_now} are away`);
    await this.talk();
  }

  /** The disk is well again: so is the lecture. */
  async heals() {
    const took = await this.until("it heals", (report) => report.acked > 0 && !report.refused.storage_full);
    this.figures.heal_ms.push(Math.round(took));
    await moment(500, 1000);
    const report = await this.gather({ settle: 60 });
    if (!report.settled) this.complaints.push("not all is quiet after it has healed");
    const { status } = await this.aula.operator("GET", "/health");
    if (status !== "ok") this.complaints.push(`/health says ${status} after it has healed`);
    await this.check();
    await this.talk();
  }

  /** I1–I6. */
  async check() {
    const { rows, complaints } = await this.evidence.check_log(this.room.session);
    this.complaints.push(...complaints, ...(await this.evidence.check_screens(this.crowd, 0, rows)));
    this.complaints.push(...(await this.evidence.check_attendance(this.room.session)));
  }

  /** Killed and started again: the same is in the log, and nothing of what was refused. */
  async restart() {
    await this.aula.kill();
    await this.aula.serve();
    await this.gather({ settle: 60 });
    await this.check();
    await end(this.crowd.child);
    const acked = this.evidence.acked.get(this.room.session);
    const numbers = (await read_log(this.aula, this.room.session)).map(number_of).filter(Boolean);
    this.figures.refused_yet_found = numbers.filter((number) => !acked.has(number)).length;
    if (this.figures.refused_yet_found)
      this.complaints.push(`${this.figures.refused_yet_found} were refused, and yet are in the log`);
    const { acknowledged, found } = await this.evidence.count_found();
    Object.assign(this.figures, { acknowledged, found, complaints: this.complaints.slice(0, 20) });
    if (found !== acknowledged) this.complaints.push(`I1: ${found} of ${acknowledged} acknowledged are found`);
  }
}

/** Fills what is left, to the last byte; answers how to make room again. */
function fill(folder) {
  const file = join(folder, "filler");
  const into = openSync(file, "w");
  for (let size = 1 << 20; size > 0; ) {
    try {
      writeSync(into, Buffer.alloc(size, 1));
    } catch (error) {
      if (error.code !== "ENOSPC") throw error;
      size >>= 1;
    }
  }
  closeSync(into);
  return () => rmSync(file);
}

/**
 * Fills the disk while an upload is under way: the upload is answered 507, and nothing of it stays. Answers how to make room
 * again.
 */
async function fill_during_upload(lecture, folder) {
  const { aula } = lecture;
  const most = Buffer.alloc(1 << 19, "%");
  const rest = Buffer.alloc(1 << 13, "%"); // so little that all of it is sent before the answer comes
  const path = `/api/v1/courses/${aula.course}/sessions/${lecture.room.session}/decks/late.pdf`;
  const headers = { "content-type": "application/pdf", "content-length": most.length + rest.length };
  const asked = request({ socketPath: join(aula.data, "aula.sock"), path, method: "PUT", headers, agent: false });
  const answered = new Promise((resolve, reject) => {
    asked.on("response", resolve);
    asked.on("error", reject);
  });
  const folder_of_uploads = join(aula.data, "tmp");
  const arriving = () => readdirSync(folder_of_uploads).filter((name) => name.startsWith("upload-"));
  const has_most = () => arriving().some((name) => statSync(join(folder_of_uploads, name)).size === most.length);
  asked.write(most);
  if (!(await until(has_most, patience_ms))) throw new Error("the upload does not arrive");
  const make_room = fill(folder);
  asked.end(rest);
  const { statusCode } = await answered;
  if (statusCode !== 507) lecture.complaints.push(`an upload to a full disk is answered ${statusCode}`);
  if (!(await until(() => arriving().length === 0, patience_ms)))
    lecture.complaints.push("an upload that failed stays");
  return make_room;
}

async function full_disk({ full, make_aula, log, scratch }) {
  const small = mount(join(scratch, "small"), "-t", "tmpfs", "-o", "size=16m", "tmpfs");
  const lecture = new Lecture(make_aula(as_full_as_can_be, { disk: scratch, data: join(small, "data") }), scratch, log);
  await lecture.aula.serve();
  await lecture.begin();
  for (let round = 0; round < (full ? 5 : 1); ++round) {
    const make_room = await fill_during_upload(lecture, small);
    await lecture.while_it_fails(full ? 5 : 1.5, { may_ack: true });
    make_room();
    await lecture.heals();
    log(`full and free again: healed after ${lecture.figures.heal_ms.at(-1)} ms`);
  }
  await lecture.restart();
  await lecture.aula.halt();
  return lecture;
}

/** A power cut now, or rather what it would leave: acknowledged ⊆ recovered. */
async function cut(lecture, disk, make_aula, scratch, when) {
  await lecture.gather();
  const left = make_aula({}, { disk: scratch, data: disk.cut(join(scratch, "left")) });
  await left.serve();
  const evidence = new Evidence(left, scratch);
  evidence.acked = new Map([...lecture.evidence.acked].map(([session, acked]) => [session, new Map(acked)]));
  const { complaints } = await evidence.check_log(lecture.room.session);
  lecture.complaints.push(...complaints.map((each) => `power cut ${when}: ${each}`));
  lecture.figures.cuts = (lecture.figures.cuts ?? 0) + 1;
  await left.halt();
}

async function failing_disk({ full, make_aula, log, scratch, binaries }) {
  const disk = new StrictDisk(binaries.strict_disk, join(scratch, "strict"));
  const lecture = new Lecture(make_aula({}, { disk: scratch }), scratch, log);
  await lecture.aula.serve({}, { env: disk.env });
  await lecture.begin();
  for (let round = 0; round < (full ? 5 : 1); ++round) {
    for (const what of ["sync_error", "write_error"]) {
      disk.set(what, EIO);
      await lecture.while_it_fails(full ? 3 : 1, { may_ack: false });
      await cut(lecture, disk, make_aula, scratch, `during ${what}`);
      disk.set(what, 0);
      await lecture.heals();
      await moment(100, 1000);
      await cut(lecture, disk, make_aula, scratch, `after ${what}`);
      log(`${what}: healed after ${lecture.figures.heal_ms.at(-1)} ms`);
    }
  }
  Object.assign(lecture.figures, {
    writes_failed: disk.get("writes_failed"),
    syncs_failed: disk.get("syncs_failed"),
    syncs: disk.get("syncs"),
  });
  for (const each of ["writes_failed", "syncs_failed"])
    if (lecture.figures[each] === 0) lecture.complaints.push(`no ${each}`);
  disk.set("sync_error", EIO);
  await lecture.until("somebody is refused", (report) => (report.refused.storage_full ?? 0) > 0);
  await moment(0, 200);
  await lecture.restart();
  await lecture.aula.halt();
  disk.close();
  return lecture;
}

async function run(given) {
  try {
    const errors = await failing_disk(given);
    const space = await full_disk(given);
    return judge(given.full, errors, space);
  } finally {
    unmount_all();
  }
}

function judge(is_full_form, errors, space) {
  const complaints = [
    ...errors.complaints.map((each) => `errors: ${each}`),
    ...space.complaints.map((each) => `full disk: ${each}`),
  ];
  const refusal = Math.max(errors.figures.refusal_p99_ms, space.figures.refusal_p99_ms);
  const heal = Math.max(...errors.figures.heal_ms, ...space.figures.heal_ms);
  const sum = (name) => errors.figures[name] + space.figures[name];
  const is_quick = refusal <= refusal_max_ms && heal <= heal_max_ms;
  const reached =
    `${sum("acknowledged")} acknowledged, ${sum("found")} found; ${sum("refused")} refused as storage_full, p99 within ${short(refusal)} ms; ` +
    `${errors.figures.cuts} power cuts; healed within ${short(heal)} ms${complaints.length ? `; ${complaints[0]}` : ""}`;
  return {
    reached,
    holds: complaints.length === 0 && (is_quick || !is_full_form),
    figures: { errors: errors.figures, full_disk: space.figures, complaints: complaints.slice(0, 20) },
  };
}

export default {
  id: "R3",
  title: "the disk is full, or fails",
  goal: "nothing acknowledged after it; storage_full ≤ 100 ms; readers, slides and replay go on; it heals by itself",
  needs: () => (process.getuid() === 0 ? null : "mounting takes root"),
  run,
};
