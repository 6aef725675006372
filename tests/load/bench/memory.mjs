// P4: what an attendee costs in memory, and what those cost who stop reading.
import { end } from "./children.mjs";
import { kib, mib, short } from "./figures.mjs";

const full_after = 4000; // messages: every ring and cache of the room has been filled by then
const allowed_growth = 1024 * 1024;

/** Long messages from everybody: one author alone may send 8 KiB/s. */
const burst = (bench) => ({
  do: "saturate",
  window: 16,
  authors: 10_000,
  message_bytes: 1500,
  warm: 0,
  seconds: bench.long_seconds,
});

/** Resident size before anybody came, when all were in, and after a lot of traffic. */
async function sizes(bench, count) {
  const { crowd, joined } = await bench.aula.lecture(count);
  const idle = await bench.ask(crowd, { do: "idle", seconds: bench.quick ? 1 : 3 });
  const traffic = await bench.ask(crowd, burst(bench));
  await end(crowd.child);
  return { before: joined.rss_before, idle: idle.rss_after, after: traffic.rss_after };
}

function rows_of({ before, idle, after }, count, kind, most_kib) {
  const each = (idle - before) / count;
  return [
    {
      goal: "P4",
      what: `memory of an idle attendee, ${kind}`,
      reached: kib(each),
      beside: `${short(count)} people, ${mib(before)} before; ${kib((after - before) / count)} after traffic`,
      holds: each <= most_kib * 1024,
      figures: { bytes: each, before, idle, after },
    },
  ];
}

export async function memory(bench, count) {
  await bench.aula.serve();
  return rows_of(await sizes(bench, count), count, "plain", 4);
}

export async function memory_tls(bench, count) {
  await bench.aula.serve(await bench.aula.certificate());
  await bench.aula.log_in(count);
  return rows_of(await sizes(bench, count), count, "TLS", 40);
}

/** How much the server grows until its rings are full, and how much after that. */
async function growth(bench, count, more) {
  await bench.aula.serve();
  const { crowd } = await bench.aula.lecture(count, more);
  const idle = await bench.ask(crowd, { do: "idle", seconds: 1 });
  const found = { idle: idle.rss_after, peak: 0, messages: 0 };
  const fillings_max = bench.quick ? 2 : 6;
  for (let turn = 0; turn < fillings_max && found.messages < full_after; ++turn) {
    const answer = await bench.ask(crowd, burst(bench));
    found.messages += answer.streams[0].sent;
    found.full = answer.rss_after;
    found.peak = Math.max(found.peak, answer.rss_peak);
  }
  const answer = await bench.ask(crowd, burst(bench));
  await end(crowd.child);
  return {
    ...found,
    after: answer.rss_after,
    peak: Math.max(found.peak, answer.rss_peak),
    more: answer.streams[0].sent,
  };
}

export async function memory_traffic(bench, count) {
  const all_read = await growth(bench, count, {});
  const some_stall = await growth(bench, count, { stalled: count / 5 });
  const grown = all_read.after - all_read.full;
  const cost = Math.max(0, some_stall.peak - some_stall.idle - (all_read.peak - all_read.idle));
  return [
    {
      goal: "P4",
      what: `growth with traffic, ${short(count)} attendees`,
      reached: mib(grown),
      beside: `in ${short(all_read.more)} messages of 1.6 kB, after ${mib(all_read.full - all_read.idle)} for the first ${short(all_read.messages)}`,
      holds: grown <= allowed_growth,
      figures: { grown, ...all_read },
    },
    {
      goal: "P4",
      what: `a fifth of ${short(count)} stops reading`,
      reached: mib(cost),
      beside: "more than when all read",
      holds: cost <= 16 * 1024 * 1024,
      figures: { cost, some_stall, all_read },
    },
  ];
}
