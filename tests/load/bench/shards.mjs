// P2: what a second shard is worth. Generator and shards share the cores, so it is not the clock
// that counts but how many deliveries a second of the busiest shard's CPU makes.
import { end } from "./children.mjs";
import { median, ratio, short } from "./figures.mjs";

async function capacity(bench, count, number, outstanding) {
  await bench.aula.serve({ "server.shards": number });
  const { crowd } = await bench.aula.lecture(count);
  const order = { do: "saturate", window: outstanding, warm: bench.warm, seconds: bench.seconds };
  const answer = await bench.ask(crowd, order);
  await end(crowd.child);
  const shards = answer.span.server.threads.filter((each) => each.name.startsWith("shard-"));
  const busiest = Math.max(...shards.map((each) => each.cpu_s));
  return answer.span.deliveries / busiest;
}

async function compared(bench, count, outstanding, holds) {
  const found = { 1: [], 2: [] };
  for (let round = 1; round <= bench.rounds; ++round) {
    for (const number of [1, 2]) found[number].push(await capacity(bench, count, number, outstanding));
  }
  const [one, two] = [median(found[1]), median(found[2])];
  return {
    goal: "P2",
    what: `two shards, ${short(count)} attendees, ${outstanding} outstanding`,
    reached: ratio(two / one),
    beside: `${short(two)} deliveries per CPU second of the busiest shard, one shard ${short(one)}`,
    holds: holds(two / one),
    figures: { one, two, runs: found },
  };
}

/// With more outstanding the figure says as much about batches as about shards: a shard that shares
/// its core with the generator comes to its turn less often, and then sends more at once.
export async function two_shards(bench, count) {
  return [await compared(bench, count, 1, (times) => times >= 1.7), await compared(bench, count, 16, () => undefined)];
}
