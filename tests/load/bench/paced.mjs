// P3: how long a message takes to everybody when nobody hurries the server.
import { end } from "./children.mjs";
import { median, ms, short } from "./figures.mjs";
import { with_commits } from "./commits.mjs";
import { bare_send } from "./peers.mjs";

/// The 99th percentile of a hundred messages is the worst of them, and the worst of a run is the
/// machine's: the median of several runs counts. Between them stands what the system calls alone take.
export async function median_p99s(bench, count, run) {
  const [answers, passes, commits] = [[], [], []];
  for (let round = 1; round <= bench.rounds; ++round) {
    const bare = await bare_send(bench.binaries, { connections: count, bytes: 260, seconds: bench.seconds });
    passes.push((1000 * count) / bare.sends_per_s);
    const { answer, slowest_commit_ms } = await with_commits(bench.aula, run);
    answers.push(answer.streams[0]);
    commits.push(slowest_commit_ms);
  }
  const p99 = (of) => median(answers.map((each) => each[of].p99_ms));
  const p50 = (of) => median(answers.map((each) => each[of].p50_ms));
  const disk = `slowest commit within ${ms(median(commits))}`;
  return { p99, p50, disk, bare_ms: median(passes), figures: { runs: answers, bare_ms: passes, commits } };
}

export async function paced(bench, count, last_max_ms) {
  await bench.aula.serve();
  const { crowd } = await bench.aula.lecture(count);
  const streams = [{ rate: 10, authors: 20 }];
  const order = { do: "paced", warm: 1, seconds: bench.long_seconds, streams };
  const { p99, p50, disk, bare_ms, figures } = await median_p99s(bench, count, () => bench.ask(crowd, order));
  await end(crowd.child);
  return [
    {
      goal: "P3",
      what: `10 messages/s to ${short(count)}, the last attendee`,
      reached: `p99 ${ms(p99("whole"))}`,
      beside: `median ${ms(p50("whole"))}; bare send ${ms(bare_ms)}; any attendee p99 ${ms(p99("delivery"))}`,
      holds: p99("whole") <= last_max_ms,
      figures,
    },
    {
      goal: "P3",
      what: `the author's ok beside it, ${short(count)}`,
      reached: `p99 ${ms(p99("ack"))}`,
      beside: `median ${ms(p50("ack"))}; ${disk}`,
      holds: p99("ack") <= 10,
    },
  ];
}
