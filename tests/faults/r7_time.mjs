// R7: the process sleeps, and the clock jumps.
import { existsSync } from "node:fs";
import { clock_library, clocked, set_clock } from "./support/clock.mjs";
import { cookies_of, fresh_place, live_minutes, on_stage } from "./support/stage.mjs";
import { stand_still } from "./support/standing_still.mjs";
import { Visitor, lecture_by, start_lecture } from "./support/visitor.mjs";
import { comes, pass, until } from "./support/waiting.mjs";

const back_max_ms = 15_000;
const gives_up_ms = 25_000; // a page takes a server for dead that has said nothing for so long
const spans = { full: { short: 10_000, long: 60_000 }, short: { short: 10_000, long: 20_000 } };
const answer_max_ms = 20_000;
const steps = [
  ["+1 h", 3600],
  ["−1 h", -3600],
  ["+1 day", 86_400],
  ["−1 day", -86_400],
];

/** A tab as a page keeps it: comes back by itself, with the random pause of a page, also when it hears nothing. */
class Page {
  drops = 0;
  is_over = false;

  constructor(at, cookie, random = Math.random) {
    this.visitor = new Visitor(at, cookie);
    this.random = random;
    this.visitor.on_lost = () => this.#lost();
  }

  async open() {
    this.opened = await this.visitor.come();
    this.watch = setInterval(() => {
      if (!this.visitor.is_here || Date.now() - this.visitor.heard_at <= gives_up_ms) return;
      this.visitor.leave("fin");
      void this.#lost();
    }, 500);
    return this;
  }

  async #lost() {
    if (this.is_over || !this.opened || this.is_returning) return;
    this.is_returning = true;
    this.drops += 1;
    for (let bound = 1000; !this.is_over && !this.visitor.is_here; bound = Math.min(10_000, 2 * bound)) {
      await pass(bound * this.random());
      await this.visitor.come().catch(() => {});
    }
    this.is_returning = false;
  }

  close() {
    this.is_over = true;
    clearInterval(this.watch);
    this.visitor.drop();
  }
}

const opened = (at, cookies) => Promise.all(cookies.map((cookie) => new Page(at, cookie).open()));

/** Everybody has heard something of the server, and answered, since then. */
const all_here_since = (pages, moment) => () =>
  pages.every(({ visitor }) => visitor.is_here && visitor.heard_at > moment);

/** The server stands still for so long: how many were dropped, and when the last was back. */
async function sleep(aula, pages, ms) {
  const before = pages.reduce((sum, page) => sum + page.drops, 0);
  await stand_still(aula.pid);
  await pass(ms).finally(() => process.kill(aula.pid, "SIGCONT"));
  const woke = Date.now();
  const is_back = await until(all_here_since(pages, woke), 60_000);
  const back_ms = Date.now() - woke;
  await pass(3000); // long enough for a wrong verdict about silence, which falls at the first look
  const dropped = pages.reduce((sum, page) => sum + page.drops, 0) - before;
  return { slept_ms: ms, back_ms: is_back ? back_ms : Infinity, dropped };
}

async function sleeps(aula, at, { full, log }) {
  const span = full ? spans.full : spans.short;
  const cookies = cookies_of(aula);
  const lecturer = await new Page(at, cookies.lecturer).open();
  await start_lecture(lecturer.visitor);
  const pages = await opened(at, cookies.attendees);
  // So long that pings have come to their rhythm: when it stops, the last answers are up to one ping old.
  await pass(6000);
  const found = [];
  for (const ms of [span.short, span.long]) {
    found.push(await sleep(aula, pages, ms));
    log(JSON.stringify(found.at(-1)));
    await pass(6000);
  }
  const mistakes = pages.flatMap((page) => page.visitor.mistakes);
  for (const page of [lecturer, ...pages]) page.close();
  return { short: found[0], long: found[1], mistakes };
}

/** The clock is stepped in mid-lecture; a message is posted after each step, and everybody is pinged. */
async function clock_steps(aula, at, { log, clock_file }) {
  const cookies = cookies_of(aula);
  const lecturer = await lecture_by(at, cookies.lecturer);
  const began = Date.now();
  const pages = await opened(at, cookies.attendees);
  const shown = [];
  lecturer.on_event = (event) =>
    event.type === "chat_posted" && shown.push({ at: Date.parse(event.at), seen: Date.now() });
  const unanswered = [];
  for (const [name, seconds] of steps) {
    set_clock(clock_file, seconds);
    const stepped = Date.now();
    const saying = lecturer.ask("post_chat", { text: `the clock was stepped by ${name}` });
    if (!(await comes(saying, answer_max_ms))) unanswered.push(`what was said at ${name}`);
    const are_pinged = await until(() => pages.every(({ visitor }) => visitor.pinged_at > stepped), 20_000);
    if (!are_pinged) unanswered.push(name);
    log(
      `${name}: ${are_pinged ? "everybody was pinged" : "NOT everybody was pinged"} within ${Date.now() - stepped} ms`,
    );
  }
  set_clock(clock_file, 0);
  // The timer of silence still works: one tab stops answering and must be found out.
  const [mute, ...others] = pages;
  mute.visitor.stall();
  await pass(20_000);
  const drops = others.reduce((sum, page) => sum + page.drops, 0);
  mute.visitor.read_on();
  const is_silence_noticed = await until(() => mute.drops > 0, 10_000);
  if (!(await comes(lecturer.ask("end_session"), answer_max_ms))) unanswered.push("the end");
  const wall_ms = Date.now() - began;
  const figures = await live_minutes(aula, at.session);
  const off = others.map(({ visitor }) => Math.abs(figures[visitor.id] - wall_ms));
  for (const page of pages) page.close();
  lecturer.drop();
  // What the events say of the time between them, against what passed.
  const skews = shown.map((each) => each.at - each.seen - (shown[0].at - shown[0].seen));
  return {
    unanswered,
    drops,
    is_silence_noticed,
    is_ordered: shown.every((each, index) => index === 0 || each.at >= shown[index - 1].at),
    skew_ms: Math.max(...skews.map(Math.abs)),
    attendance_off_ms: Math.max(...off),
    mistakes: others.flatMap((page) => page.visitor.mistakes),
  };
}

const clock_holds = (clock) =>
  clock.is_ordered &&
  clock.skew_ms < 3000 &&
  clock.attendance_off_ms < 5000 &&
  clock.drops === 0 &&
  clock.is_silence_noticed &&
  clock.unanswered.length === 0 &&
  clock.mistakes.length === 0;

const sleep_holds = ({ short, long, mistakes }) =>
  short.dropped === 0 && short.back_ms <= back_max_ms && long.back_ms <= back_max_ms && mistakes.length === 0;

export default {
  id: "R7",
  title: "the process sleeps, the clock jumps",
  goal: "10 s asleep: nobody is dropped; 60 s: all back in 15 s; clock ±1 h, ±1 day: order, timers, attendance as ever",
  needs: () => (existsSync(clock_library) ? null : `${clock_library} is missing (Debian: faketime)`),
  async run({ full, make_aula, binaries, scratch, log }) {
    const attendees = full ? 200 : 40;
    const slept = await on_stage(make_aula, { attendees }, (aula) => sleeps(aula, fresh_place(aula), { full, log }));
    const { programs, clock_file } = clocked(binaries.aula, scratch);
    const clock = await on_stage(make_aula, { attendees, programs }, (aula) =>
      clock_steps(aula, fresh_place(aula), { log, clock_file }),
    );
    return {
      reached:
        `${attendees} people: after ${slept.short.slept_ms / 1000} s asleep ${slept.short.dropped} dropped, ` +
        `after ${slept.long.slept_ms / 1000} s ${slept.long.dropped} dropped and the last back in ${(slept.long.back_ms / 1000).toFixed(1)} s; ` +
        `clock: events ${clock.is_ordered ? "in order" : "OUT OF ORDER"}, off by ${clock.skew_ms} ms, ` +
        `attendance by ${clock.attendance_off_ms} ms, ${clock.drops} dropped, silence ${clock.is_silence_noticed ? "noticed" : "NOT noticed"}`,
      holds: sleep_holds(slept) && clock_holds(clock),
      figures: { slept, clock },
    };
  },
};
