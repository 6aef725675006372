// P5: how fast people come in, and come back.
import { end } from "./children.mjs";
import { median, ms, short } from "./figures.mjs";

const us_per_join = (joined) => (joined.span.server.cpu_s * 1e6) / joined.people;

export async function joins(bench, count) {
  const found = [];
  for (let round = 1; round <= bench.rounds; ++round) {
    await bench.aula.serve();
    const { crowd, joined } = await bench.aula.lecture(count);
    found.push(joined);
    await end(crowd.child);
  }
  const rate = median(found.map((each) => each.people / each.join_s));
  const whole = median(found.map((each) => each.people / (each.join_s + each.ticket_s)));
  const cpu = median(found.map(us_per_join));
  return [
    {
      goal: "P5",
      what: `joins a second, ${short(count)} people`,
      reached: `${short(rate)}/s`,
      beside: `${short(whole)}/s with fetching the ticket, ${short(cpu)} µs of CPU each, p99 ${ms(found.at(-1).time.p99_ms)}`,
      holds: rate >= 5000,
      figures: { joins_per_s: rate, with_ticket_request_per_s: whole, cpu_us_per_join: cpu, time: found.at(-1).time },
    },
  ];
}

export async function reconnect(bench, count) {
  await bench.aula.serve();
  const { crowd } = await bench.aula.lecture(count);
  const streams = [{ rate: 5, authors: 20 }];
  await bench.ask(crowd, { do: "paced", warm: 0, seconds: 1, streams });
  const answer = await bench.ask(crowd, { do: "rejoin", within: 1, streams });
  await end(crowd.child);
  return [
    {
      goal: "P5",
      what: `${short(count)} people cut off within 1 s`,
      reached: `back p99 ${ms(answer.away.p99_ms)}`,
      beside: `${answer.back} of ${answer.cut} back, ${answer.resumed} resumed, the last after ${short(answer.until_last_back_s)} s`,
      holds: answer.back === answer.cut && answer.away.p99_ms <= 5000,
      figures: {
        away: answer.away,
        cut: answer.cut,
        back: answer.back,
        resumed: answer.resumed,
        retries: answer.retries,
      },
    },
  ];
}
