// Another release beside this one: strictly in turn, each with people, rooms and a data folder of its own.
import { Aula } from "./aula.mjs";
import { end } from "./children.mjs";
import { median, short } from "./figures.mjs";

const windows = [1, 16, 64];
const small_room = 1000;
const cpu_max = 1.03;

/** What a round finds, by name: a rate or a time as people notice it, and the processor time that decides when ranges overlap. */
const figures = [
  ...[`${short(small_room)} people`, "the large room"].flatMap((where) =>
    windows.map((window) => ({ name: `fan-out to ${where}, ${window} outstanding`, is_rate: true })),
  ),
  { name: "joins a second", is_rate: true },
  { name: "10 messages/s, the last attendee's p99 in ms" },
  { name: "10 messages/s, the author's p99 in ms" },
  { name: "memory of an idle attendee in bytes" },
];

async function saturated(bench, crowd) {
  const found = [];
  for (const window of windows) {
    const { span } = await bench.ask(crowd, { do: "saturate", window, warm: bench.warm, seconds: bench.seconds });
    found.push({ value: span.deliveries_per_s, cpu: span.us_per_delivery });
  }
  return found;
}

async function in_small_room(bench, aula) {
  await aula.serve();
  const { crowd } = await aula.lecture(small_room);
  const found = await saturated(bench, crowd);
  await end(crowd.child);
  return found;
}

async function in_large_room(bench, aula, count) {
  await aula.serve();
  const { crowd, joined } = await aula.lecture(count);
  const idle = await bench.ask(crowd, { do: "idle", seconds: 1 });
  const found = await saturated(bench, crowd);
  const streams = [{ rate: 10, authors: 20 }];
  const { streams: paced, span } = await bench.ask(crowd, {
    do: "paced",
    warm: 1,
    seconds: bench.long_seconds,
    streams,
  });
  await end(crowd.child);
  return [
    ...found,
    { value: joined.people / joined.join_s, cpu: (joined.span.server.cpu_s * 1e6) / joined.people },
    { value: paced[0].whole.p99_ms, cpu: span.us_per_delivery },
    { value: paced[0].ack.p99_ms, cpu: span.us_per_delivery },
    { value: (idle.rss_after - joined.rss_before) / count },
  ];
}

const range = (values) => `${short(Math.min(...values))}–${short(Math.max(...values))}`;
const do_overlap = (one, other) => Math.min(...one) <= Math.max(...other) && Math.min(...other) <= Math.max(...one);

/** `theirs` and `ours`: what each round found, `{value, cpu}`; a round is compared with itself. */
export function verdict({ name, is_rate = false }, theirs, ours) {
  const values = (all) => all.map((each) => each.value);
  const beside = (of) => median(ours.map((each, round) => of(each) / of(theirs[round])));
  const cpu = beside((each) => each.cpu);
  const [before, now] = [median(values(theirs)), median(values(ours))];
  const is_better = is_rate ? now > before : now < before;
  const is_even = do_overlap(values(theirs), values(ours));
  // Where no processor time belongs to a figure, overlapping ranges say that there is no difference.
  const holds = is_even ? !(cpu > cpu_max) : is_better;
  return {
    goal: "before",
    what: name,
    reached: `${short(now)} (${range(values(ours))})`,
    beside: `${short(before)} (${range(values(theirs))}) before; ratio ${short(beside((each) => each.value))}${Number.isNaN(cpu) ? "" : `, of CPU ${short(cpu)}`}`,
    holds,
    figures: { before: theirs, now: ours, cpu_ratio: cpu },
  };
}

export async function releases(bench, count) {
  const other = new Aula({ ...bench.binaries, aula: bench.against });
  const found = { theirs: [], ours: [] };
  try {
    await bench.aula.halt();
    await other.serve();
    await other.populate(count);
    await other.halt();
    for (let round = 1; round <= bench.rounds; ++round) {
      bench.note(`${count} attendees, round ${round} of ${bench.rounds}`);
      const turns = [
        [other, found.theirs],
        [bench.aula, found.ours],
      ];
      for (const [aula, to] of round % 2 ? turns : turns.reverse()) {
        to.push([...(await in_small_room(bench, aula)), ...(await in_large_room(bench, aula, count))]);
        await aula.halt();
      }
    }
  } finally {
    await other.remove();
  }
  return figures.map((figure, at) =>
    verdict(
      figure,
      found.theirs.map((round) => round[at]),
      found.ours.map((round) => round[at]),
    ),
  );
}
