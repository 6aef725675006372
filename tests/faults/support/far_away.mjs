// People behind a bad network, as a program that runs inside it:
// node far_away.mjs '{"page":"…/page.mjs","at":{…},"lecturer":…,"attendees":[…],"seconds":…,"per_second":…}'.
// They join, talk, lose their connections all at once and resume; the figures go out as one line of JSON.
import { pathToFileURL } from "node:url";
import { pass, until } from "./waiting.mjs";

const order = JSON.parse(process.argv[2]);
const { at, lecturer, attendees, seconds, per_second } = order;
const { Page } = await import(pathToFileURL(order.page));
const patience_ms = 30_000;
const arriving_ms = 10_000; // people do not come in the same moment

const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const figures = (values) => ({
  count: values.length,
  p50_ms: percentile(values, 0.5),
  p99_ms: percentile(values, 0.99),
  most_ms: Math.max(...values),
});

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function lecture_of(cookie) {
  const desk = new Page(at, cookie);
  await desk.come();
  for (const type of ["open_session", "start_session"]) {
    const outcome = await desk.ask({ type });
    if (!outcome.ok) throw new Error(`${type}: ${outcome.reason}`);
  }
  return desk;
}

/** Everybody in turn, at a steady rate; answers how long each `ok` took. */
async function talk(pages) {
  const took = [];
  const asked = [];
  const began = performance.now();
  for (let number = 0; number < seconds * per_second; ++number) {
    await pass(Math.max(0, began + (1000 * number) / per_second - performance.now()));
    const page = pages[number % pages.length];
    const say = timed(() => page.ask({ type: "post_chat", text: `message ${number}` }));
    asked.push(say.then((ms) => took.push(ms)));
  }
  await Promise.race([Promise.all(asked), pass(patience_ms)]);
  return { took, unanswered: asked.length - took.length };
}

const desk = await lecture_of(lecturer);
const pages = attendees.map((cookie) => new Page(at, cookie));
const sum = (what) => pages.reduce((total, page) => total + page[what], 0);
await Promise.all(pages.map((page) => page.load(patience_ms)));
const joined = await Promise.all(
  pages.map((page, index) => pass((arriving_ms * index) / pages.length).then(() => timed(() => page.come()))),
);
const { took: acks, unanswered } = await talk(pages);
await until(() => pages.every((page) => page.is_live), patience_ms);
const lost = sum("losses");
const resumed = await Promise.all(pages.map((page) => timed(() => page.cut())));
await desk.ask({ type: "post_chat", text: "the last" });
const is_whole = await until(() => pages.every((page) => page.last === desk.last), patience_ms);
process.stdout.write(
  JSON.stringify({
    join: figures(joined),
    ack: figures(acks),
    resume: figures(resumed),
    unanswered,
    lines: sum("lines"),
    lost,
    is_whole,
    mistakes: pages.flatMap((page) => page.mistakes),
  }) + "\n",
  () => process.exit(0),
);
