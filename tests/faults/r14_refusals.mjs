// R14: the system refuses memory, mappings, files, processes and threads, at the n-th call for each n: what needs it is refused
// and the log says so; the server goes on, and nothing half-made stays.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { has_ended, start } from "../load/bench/children.mjs";
import { lasting_port } from "../support/ports.mjs";
import { holes_of, read_log } from "./support/evidence.mjs";
import { Refusals, for_good, kinds } from "./support/refusals.mjs";
import { pass, until } from "./support/waiting.mjs";
import { WorkingDay } from "./support/working_day.mjs";

const settle_ms = 30_000;
const start_max_ms = 15_000;

const small_work = ["talk", "join", "open_room", "page", "me", "chat", "report", "register"];

/** Each piece of work is the first in its turn, so that the n-th call falls into another one each time. */
const in_turn = (work, by) => [...work.slice(by % work.length), ...work.slice(0, by % work.length)];

/** How many calls fail: mostly one, sometimes some in a row, sometimes all for a moment. */
const run_of = (nth) => (nth % 40 === 0 ? for_good : nth % 4 === 0 ? 25 : 1);

/** In the short form: a deck takes a good part of a second, and starts eleven programs. */
const decks_of = { mapping: 1, file: 3, memory: 1, process: 6, thread: 2 };

/** In the short form: memory is asked for thousands of times in a round. */
const rounds_of_memory = 200;

const up_to = (most) => Array.from({ length: most }, (_, index) => index + 1);

/** So many numbers from 1 to `calls`, evenly. */
const spread = (calls, count) =>
  calls <= count ? up_to(calls) : up_to(count).map((each) => Math.round((each * calls) / count));

/** The calls of a round that are refused: each one, or some all over it where each one would take minutes. */
const numbers_of = (kind, full, calls) =>
  kind === "memory" && !full ? spread(calls, rounds_of_memory) : up_to(Math.min(calls, full ? 500 : 200));

/**
 * Rounds of work and the call that fails in each. All small work at once; in the long form also each piece of it alone, in places
 * all over it; and a deck, which costs most.
 */
async function* rounds(kind, full, count_calls) {
  const together = await count_calls(small_work);
  for (const nth of numbers_of(kind, full, together + 3)) yield { nth, names: in_turn(small_work, nth) };
  for (const name of kind === "memory" && full ? small_work : []) {
    for (const nth of spread(await count_calls([name]), 150)) yield { nth, names: [name] };
  }
  for (const nth of spread(await count_calls(["upload"]), full ? 500 : decks_of[kind]))
    yield { nth, names: ["upload"] };
}

const is_alive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** One kind of refusal in a running server, for every n that one round reaches. */
async function refuse_in_service(kind, { full, make_aula, log, scratch, binaries }) {
  const refusals = new Refusals(binaries.refuse, join(scratch, `refusals-${kind}`));
  const aula = make_aula({ "server.shards": 2, "limits.registrations_per_minute": 1_000_000 }, { disk: scratch });
  const complaints = [];
  let count = 0;
  let refused = 0;
  await aula.serve({}, { env: refusals.env });
  const day = new WorkingDay(aula);
  await day.begin();
  const began = performance.now();
  const count_calls = async (names) => {
    refusals.arm(kind, for_good);
    await day.round(names, 0);
    refusals.lift();
    return refusals.seen;
  };
  try {
    for await (const { nth, names } of rounds(kind, full, count_calls)) {
      const run = run_of(nth);
      refusals.arm(kind, nth, run);
      const round = day.round(names, nth);
      if (run === for_good) await pass(150); // the time without anything is what this is about
      if (run === for_good) refusals.lift();
      await round;
      refused += refusals.lift();
      const at = `${names[0]}, call ${nth}`;
      if (!is_alive(aula.pid)) throw new Error(`${at}: the process ended: ${aula.log.slice(-600)}`);
      await day.recovers();
      complaints.push(...day.complaints.splice(0).map((each) => `${at}: ${each}`));
      ++count;
      if (complaints.length > 20) break;
    }
    complaints.push(...(await what_stays(aula, day)));
    if (refused > 0 && !/"level":"(warn|error)"/.test(aula.log))
      complaints.push("no line in the log says that something was refused");
  } catch (error) {
    complaints.push(
      is_alive(aula.pid) ? error.message : `${error.message}; the process has ended: ${aula.log.slice(-600)}`,
    );
  }
  day.leave();
  if (is_alive(aula.pid)) {
    const ended = await aula.kill("SIGTERM");
    if (ended !== 0) complaints.push(`the process ended with ${ended}`);
  }
  refusals.close();
  log(
    `${kind}: ${count} rounds, ${refused} calls refused; ${JSON.stringify(day.counts)} in ${Math.round((performance.now() - began) / 1000)} s` +
      (complaints.length ? `; ${complaints[0]}` : ""),
  );
  return {
    rounds: count,
    refused,
    ...day.counts,
    acknowledged: day.acked.length,
    complaints: complaints.map((each) => `${kind}: ${each}`),
  };
}

/** Acknowledged is in the log; no file and no row is half-made. */
async function what_stays(aula, day) {
  const complaints = [];
  const rows = await read_log(aula, day.session);
  complaints.push(...holes_of(rows));
  const lost = day.acked.filter(({ seq, text }) => rows[seq - 1]?.body.text !== text);
  if (lost.length > 0)
    complaints.push(`${lost.length} of ${day.acked.length} acknowledged messages are not in the log`);
  const course = `/courses/${aula.course}`;
  const decks = async () => (await aula.operator("GET", `${course}/sessions/${day.session}/decks`)).decks;
  const is_settled = async () => (await decks()).every((each) => each.state !== "rendering");
  if (!(await until(is_settled, settle_ms, 100))) complaints.push("a deck is rendered for ever");
  const known = new Set((await decks()).map((each) => each.hash).filter(Boolean));
  for (const name of leftovers(aula.data, known)) complaints.push(`the file ${name} stays`);
  const addresses = new Set();
  const mailed = new Set();
  await each_of(aula, `${course}/registrations`, "registrations", ({ email }) => addresses.add(email));
  await each_of(aula, `${course}/mail`, "mail", ({ to }) => mailed.add(to));
  for (const [address, is_confirmed] of day.registered) {
    if (is_confirmed && !addresses.has(address)) complaints.push(`${address} was confirmed and is not registered`);
    if (addresses.has(address) !== mailed.has(address))
      complaints.push(`${address} is registered without a letter, or the other way round`);
  }
  return complaints;
}

/** Everything of a list that comes in pages. */
async function each_of(aula, path, name, take) {
  for (let next = ""; next !== null; ) {
    const page = await aula.operator("GET", `${path}?limit=100${next && `&after=${next}`}`);
    page[name].forEach(take);
    next = page.next;
  }
}

/** Unfinished files anywhere, and originals of decks that are converted already. */
function leftovers(data, known) {
  const names = readdirSync(data, { recursive: true }).map(String);
  return names.filter((name) => /(^|\/)upload-|\.part$|\.pdf$|-scratch/.test(name) && !known.has(name));
}

/** Some words of ours, and not those of the C++ library's last resort. */
const is_sentence = (said) => /\S+ \S+ \S+/.test(said) && !/^terminate called/m.test(said);

/** The start with the n-th call refused: it serves, or ends with a sentence. Answers whether there was an n-th call. */
async function refuse_at_start(kind, nth, { refusals, aula, data, port, complaints }) {
  refusals.arm(kind, nth);
  const words = ["--data", data, "--set", "server.shards=2", "serve", "--listen", `127.0.0.1:${port}`];
  const child = start(aula, words, { env: refusals.env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const is_up = () =>
    fetch(`http://127.0.0.1:${port}/api/v1/health`).then(
      (reply) => reply.ok,
      () => false,
    );
  const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)));
  const came = await until(async () => has_ended(child) || (await is_up()), start_max_ms, 10);
  const refused = refusals.lift();
  const at = `start, call ${nth}`;
  if (!came) complaints.push(`${at}: neither up nor ended`);
  if (!has_ended(child)) {
    child.kill(came ? "SIGTERM" : "SIGKILL");
    const how = await ended;
    const is_refused_late = refused > 0 && how === 1 && is_sentence(said); // it answers before its start is over
    if (how !== 0 && !is_refused_late) complaints.push(`${at}: it ended with ${how}: ${said.slice(-300)}`);
    return refused > 0;
  }
  const how = await ended;
  if (how !== 1) complaints.push(`${at}: it ended with ${how}: ${said.slice(-300)}`);
  if (!is_sentence(said)) complaints.push(`${at}: it does not say why: ${said.slice(-300)}`);
  return refused > 0;
}

const starts_of = (kind, full) => {
  const most = full ? 500 : 200;
  return kind === "memory" ? [...up_to(most), 1000, 2500, 6000] : up_to(most);
};

async function refuse_at_starts(kind, { full, scratch, binaries, log }) {
  const refusals = new Refusals(binaries.refuse, join(scratch, `refusals-start-${kind}`));
  const complaints = [];
  const port = await lasting_port();
  const with_them = { refusals, aula: binaries.aula, data: join(scratch, "data-start"), port, complaints };
  let starts = 0;
  for (const nth of [for_good, ...starts_of(kind, full)]) {
    // the first one makes the database, undisturbed
    const is_reached = await refuse_at_start(kind, nth, with_them);
    ++starts;
    if (!is_reached && nth !== for_good) break;
    if (complaints.length > 10) break;
  }
  await refuse_at_start(kind, for_good, with_them); // and the last finds it whole
  refusals.close();
  log(`${kind}: ${starts} starts${complaints.length ? `; ${complaints[0]}` : ""}`);
  return { starts, complaints: complaints.map((each) => `${kind}: ${each}`) };
}

async function run(given) {
  const figures = {};
  const complaints = [];
  const examine = async (kind) => {
    const in_service = await refuse_in_service(kind, given);
    const at_start = await refuse_at_starts(kind, given);
    figures[kind] = { ...in_service, starts: at_start.starts };
    complaints.push(...in_service.complaints, ...at_start.complaints);
  };
  await Promise.all(Object.keys(kinds).map(examine)); // each has servers of its own
  const sum = (name) => Object.values(figures).reduce((all, each) => all + each[name], 0);
  if (sum("refused") === 0) complaints.push("nothing was refused at all");
  return {
    reached:
      `${sum("refused")} calls refused in ${Object.keys(figures).length} kinds; of the work ${sum("done")} done, ${sum("turned_away")} turned away, ` +
      `${sum("cut")} cut; ${sum("acknowledged")} messages acknowledged; ${sum("starts")} starts${complaints.length ? `; ${complaints[0]}` : ""}`,
    holds: complaints.length === 0,
    figures: { ...figures, complaints: complaints.slice(0, 30) },
  };
}

export default {
  id: "R14",
  title: "memory, files, processes and threads are refused",
  goal: "n-th call for each n: a refusal and a line in the log, never a crash; nothing half-made; afterwards everything works",
  run,
};
