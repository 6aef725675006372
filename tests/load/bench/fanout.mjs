// P1 and P8: what a broadcast costs, with more and more messages outstanding and people listening.
import { end } from "./children.mjs";
import { with_commits } from "./commits.mjs";
import { median, ms, ratio, short } from "./figures.mjs";
import { bare_send, naive_room } from "./peers.mjs";

const per_s = (answer) => answer.span.deliveries_per_s;
const cpu_us = (answer) => answer.span.us_per_delivery;

/** Messages of the size that the server's own frames have. */
async function frame_bytes(bench, crowd) {
  const answer = await bench.ask(crowd, { do: "paced", warm: 0, seconds: 1, streams: [{ rate: 10, authors: 10 }] });
  return answer.frame_bytes;
}

/** Bare sends, the naive room and Aula in turn, at several numbers of outstanding messages. */
async function alternate(bench, count, windows) {
  await bench.aula.serve();
  const { crowd } = await bench.aula.lecture(count);
  const bytes = await frame_bytes(bench, crowd);
  const naive = await naive_room(bench.binaries, count);
  const [seconds, warm] = [bench.seconds, bench.warm];
  const none = () => windows.map(() => []);
  const found = {
    bare: [],
    naive: none(),
    aula: none(),
    commits: none(),
    cpu: { bare: [], naive: none(), aula: none() },
    bytes,
  };
  for (let round = 1; round <= bench.rounds; ++round) {
    bench.note(`${count} attendees, round ${round} of ${bench.rounds}`);
    const bare = await bare_send(bench.binaries, { connections: count, bytes: bytes + 4, seconds });
    found.bare.push(bare.sends_per_s);
    found.cpu.bare.push(bare.us_per_send);
    for (const [at, window] of windows.entries()) {
      const order = { do: "saturate", window, warm, seconds };
      const theirs = { ...order, authors: 1, message_bytes: bytes };
      const there = await naive.crowd.ask(theirs);
      const { answer: here, slowest_commit_ms } = await with_commits(bench.aula, () => bench.ask(crowd, order));
      found.commits[at].push(slowest_commit_ms);
      found.naive[at].push(per_s(there));
      found.aula[at].push(per_s(here));
      found.cpu.naive[at].push(cpu_us(there));
      found.cpu.aula[at].push(cpu_us(here));
    }
  }
  await end(naive.crowd.child);
  await end(naive.room);
  return { crowd, found };
}

async function bursts(bench, crowd, known) {
  for (const window of [4, 32, 128]) {
    const answer = await bench.ask(crowd, { do: "saturate", window, warm: bench.warm, seconds: bench.seconds });
    known[window] = per_s(answer);
  }
  const rates = Object.entries(known).sort(([a], [b]) => a - b);
  const steps = rates.slice(1).map(([, rate], at) => rate / rates[at][1]);
  return { rates: Object.fromEntries(rates), worst_step: Math.min(...steps) };
}

export async function fanout(bench, count) {
  const windows = [1, 16, 64];
  const { crowd, found } = await alternate(bench, count, windows);
  const bare = median(found.bare);
  const rows = windows.map((window, at) => {
    const [aula, naive] = [median(found.aula[at]), median(found.naive[at])];
    // The machine's speed wanders: a round is compared with itself.
    const beside = (those) => median(found.aula[at].map((rate, round) => rate / those[round]));
    const [of_bare, of_naive] = [beside(found.bare), beside(found.naive[at])];
    const cpu = { aula: median(found.cpu.aula[at]), naive: median(found.cpu.naive[at]), bare: median(found.cpu.bare) };
    const wanted = { 1: [0.9, 1.6], 16: [6, 8] }[window];
    return {
      goal: "P1",
      what: `${short(count)} attendees, ${window} outstanding`,
      reached: `${short(aula)}/s`,
      beside: `${ratio(of_bare)} bare send (${short(bare)}/s), ${ratio(of_naive)} naive room (${short(naive)}/s); CPU ${short(cpu.aula)}, ${short(cpu.bare)}, ${short(cpu.naive)} µs; slowest commit within ${ms(median(found.commits[at]))}`,
      holds: wanted ? of_bare >= wanted[0] && of_naive >= wanted[1] : aula > median(found.aula[1]),
      figures: {
        deliveries_per_s: aula,
        of_bare,
        of_naive,
        bare,
        naive,
        cpu_us: cpu,
        bytes: found.bytes,
        runs: { aula: found.aula[at], naive: found.naive[at], bare: found.bare, slowest_commit_ms: found.commits[at] },
      },
    };
  });
  const medians = Object.fromEntries(windows.map((window, at) => [window, median(found.aula[at])]));
  const { rates, worst_step } = await bursts(bench, crowd, medians);
  rows.push({
    goal: "P1",
    what: `${short(count)} attendees, bursts of 1 to 128`,
    reached: Object.values(rates)
      .map((rate) => short(rate))
      .join(" "),
    beside: `the worst step is ${ratio(worst_step)}`,
    holds: worst_step >= 0.8,
    figures: { rates, worst_step },
  });
  await end(crowd.child);
  return rows;
}

/** Many authors at once in a large room. */
export async function storm(bench, count) {
  await bench.aula.serve();
  const { crowd } = await bench.aula.lecture(count);
  const streams = [{ rate: 400, authors: 100 }];
  const answer = await bench.ask(crowd, { do: "paced", warm: bench.warm, seconds: bench.long_seconds, streams });
  await end(crowd.child);
  const [{ delivery, missing, sent }] = answer.streams;
  return [
    {
      goal: "P1",
      what: `400 messages/s to ${short(count)}`,
      reached: `p99 ${ms(delivery.p99_ms)}, ${missing} lost`,
      beside: `${short(answer.span.deliveries_per_s)}/s, ${sent} sent`,
      holds: delivery.p99_ms <= 300 && missing === 0,
      figures: { ...delivery, missing, sent, span: answer.span },
    },
  ];
}
