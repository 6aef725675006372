// Whether anybody suffers for others: readers who stall, an author who floods, a large room next door.
import { end } from "./children.mjs";
import { median, ms, ratio, short } from "./figures.mjs";

const p99 = (answer, stream = 0) => answer.streams[stream].delivery.p99_ms;

const row = (what, alone, beside, figures) => ({
  goal: "fair",
  what,
  reached: `p99 ${ms(beside)}`,
  beside: `${ms(alone)} without, ${ratio(beside / alone)}`,
  figures: { alone, beside, ...figures },
});

/** The same twice in a row, several times: without what disturbs and with it. */
async function alternate(bench, without, with_it) {
  const found = { without: [], with_it: [] };
  for (let round = 1; round <= bench.rounds; ++round) {
    found.without.push(await without());
    found.with_it.push(await with_it());
  }
  return [median(found.without), median(found.with_it), { runs: found }];
}

export async function stalled(bench, count) {
  const measure = async (more) => {
    await bench.aula.serve();
    const { crowd } = await bench.aula.lecture(count, more);
    const streams = [{ rate: 40, authors: 50 }];
    const order = { do: "paced", warm: bench.warm, seconds: bench.long_seconds, streams, message_bytes: 1900 };
    const answer = await bench.ask(crowd, order);
    await end(crowd.child);
    return p99(answer);
  };
  const found = await alternate(
    bench,
    () => measure({}),
    () => measure({ stalled: count / 10 }),
  );
  return [row(`a tenth of ${short(count)} stalls: the others`, ...found)];
}

/** With the limits of a real server. Whoever floods is cut off after some seconds; the next one goes on. */
export async function flood(bench, count) {
  await bench.aula.serve({ "limits.commands_per_second": 5, "limits.commands_burst": 20 });
  const onlookers = 20;
  const { crowd } = await bench.aula.lecture(count, { onlookers });
  const talk = { rate: 10, authors: 50 };
  const flood_of = { rate: 500, first_author: count - onlookers, authors: onlookers, in_turn: false };
  const order = { do: "paced", warm: bench.warm, seconds: bench.long_seconds };
  const refused = [];
  const found = await alternate(
    bench,
    async () => p99(await bench.ask(crowd, { ...order, streams: [talk] })),
    async () => {
      const answer = await bench.ask(crowd, { ...order, streams: [talk, flood_of] });
      refused.push(answer.streams[1].refused);
      return p99(answer);
    },
  );
  await end(crowd.child);
  return [
    row(`an author floods ${short(count)} with 500 commands/s: the others`, found[0], found[1], {
      ...found[2],
      refused,
    }),
  ];
}

export async function small_rooms(bench, count) {
  await bench.aula.serve();
  const small = bench.quick ? 10 : 50;
  const rooms = Array.from({ length: small }, () => ({ count: 95 }));
  const { crowd } = await bench.aula.lectures({ count }, ...rooms);
  const theirs = { first_room: 1, rooms: small, rate: small, authors: 10 };
  const order = { do: "paced", warm: bench.warm, seconds: bench.long_seconds };
  const found = await alternate(
    bench,
    async () => p99(await bench.ask(crowd, { ...order, streams: [theirs] })),
    async () => p99(await bench.ask(crowd, { ...order, streams: [theirs, { rate: 5, authors: 20 }] })),
  );
  await end(crowd.child);
  return [row(`${small} rooms of 95 beside one of ${short(count)} with 5 messages/s`, ...found)];
}
