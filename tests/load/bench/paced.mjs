// P3: how long a message takes to everybody when nobody hurries the server.
import { end } from "./children.mjs";
import { ms, short } from "./figures.mjs";

export async function paced(bench, count, last_max_ms) {
  await bench.aula.serve();
  const { crowd } = await bench.aula.lecture(count);
  const streams = [{ rate: 10, authors: 20 }];
  const answer = await bench.ask(crowd, { do: "paced", warm: 1, seconds: bench.long_seconds, streams });
  await end(crowd.child);
  const [{ delivery, whole, ack }] = answer.streams;
  return [
    {
      goal: "P3",
      what: `10 messages/s to ${short(count)}, the last attendee`,
      reached: `p99 ${ms(whole.p99_ms)}`,
      beside: `median ${ms(whole.p50_ms)}; any attendee p99 ${ms(delivery.p99_ms)}`,
      holds: whole.p99_ms <= last_max_ms,
      figures: { last: whole, any: delivery, span: answer.span },
    },
    {
      goal: "P3",
      what: `the author's ok beside it, ${short(count)}`,
      reached: `p99 ${ms(ack.p99_ms)}`,
      beside: `median ${ms(ack.p50_ms)}`,
      holds: ack.p99_ms <= 10,
      figures: ack,
    },
  ];
}
