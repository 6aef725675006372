// P1 over TLS: no goal, but whoever serves TLS without a proxy wants to know what it costs.
import { end } from "./children.mjs";
import { median, ratio, short } from "./figures.mjs";

/** Deliveries a second, and µs of the server's CPU for one, in a fresh room at each number of outstanding messages. */
async function rates(bench, count, windows, settings) {
  await bench.aula.serve(settings);
  if (bench.aula.is_tls) await bench.aula.log_in(count);
  const { crowd } = await bench.aula.lecture(count);
  const found = [];
  for (const window of windows) {
    const answer = await bench.ask(crowd, { do: "saturate", window, warm: bench.warm, seconds: bench.seconds });
    found.push({ rate: answer.span.deliveries_per_s, cpu_us: answer.span.us_per_delivery });
  }
  await end(crowd.child);
  return found;
}

export async function tls(bench, count) {
  const windows = [1, 16];
  const certificate = await bench.aula.certificate();
  const rounds = [];
  for (let round = 1; round <= bench.rounds; ++round) {
    rounds.push({
      plain: await rates(bench, count, windows, {}),
      tls: await rates(bench, count, windows, certificate),
    });
  }
  return windows.map((window, at) => {
    const of = (kind, what) => median(rounds.map((each) => each[kind][at][what]));
    const beside = median(rounds.map((each) => each.tls[at].rate / each.plain[at].rate));
    return {
      goal: "P1",
      what: `${short(count)} attendees over TLS, ${window} outstanding`,
      reached: `${short(of("tls", "rate"))}/s`,
      beside: `${ratio(beside)} plain (${short(of("plain", "rate"))}/s); CPU ${short(of("tls", "cpu_us"))} and ${short(of("plain", "cpu_us"))} µs`,
      figures: { of_plain: beside, runs: rounds.map(({ plain, tls: over }) => ({ plain: plain[at], tls: over[at] })) },
    };
  });
}
