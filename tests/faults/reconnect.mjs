// A mass reconnect: a lecture hall's network is gone for a moment, and ten thousand people are back within seconds. Those
// of another lecture must not notice, and the database must not be asked by each of them.
import { end } from "../load/bench/children.mjs";
import { short } from "../load/bench/figures.mjs";

const others = 200;
const back_max_ms = 5000;
const work = /^aula_store_work_total\{kind="read"\} (\d+)$/m;

const reads_so_far = async (aula) => Number(work.exec(await (await fetch(aula.metrics_url)).text())[1]);

/** The lecture next door, for so long: how its messages fare. */
const next_door = (crowd, seconds) =>
  crowd
    .ask({ do: "paced", warm: 0.2, seconds, streams: [{ rate: 10, authors: 20 }] })
    .then(({ streams, gaps, doubled }) => ({ ...streams[0], gaps, doubled }));

async function run({ full, aula, log }) {
  const count = full ? 10_000 : 500;
  await aula.serve();
  await aula.populate(count);
  const { crowd } = await aula.lecture(count);
  const beside = (await aula.lecture(others)).crowd;
  const alone = await next_door(beside, 5);
  const before = await reads_so_far(aula);
  const during = next_door(beside, full ? 10 : 4);
  const cut = await crowd.ask({ do: "rejoin", within: 1, streams: [{ rate: 5, authors: 20 }] });
  const reads = (await reads_so_far(aula)) - before;
  const meanwhile = await during;
  await Promise.all([end(crowd.child), end(beside.child)]);
  log(`${cut.back} of ${cut.cut} are back, ${cut.resumed} resumed`);
  const lost = cut.doubled + cut.gaps + meanwhile.doubled + meanwhile.gaps + meanwhile.missing;
  // One look at the login, for the ticket; coming back itself is served from memory.
  const is_cheap = reads <= 1.1 * count;
  const is_whole = cut.back === cut.cut && cut.resumed === cut.cut && lost === 0;
  return {
    reached:
      `${short(count)} cut off within 1 s: back p50 ${short(cut.away.p50_ms)} ms, p99 ${short(cut.away.p99_ms)} ms; the lecture next door p99 ` +
      `${short(meanwhile.delivery.p99_ms)} ms, ${short(alone.delivery.p99_ms)} ms before; ${short(reads / count)} reads of the database each${lost ? `; ${lost} LOST OR DOUBLED` : ""}`,
    holds: is_whole && is_cheap && (cut.away.p99_ms <= back_max_ms || !full),
    figures: {
      away: cut.away,
      cut: cut.cut,
      back: cut.back,
      resumed: cut.resumed,
      retries: cut.retries,
      reads,
      next_door: { alone, meanwhile },
    },
  };
}

export default {
  id: "reconnect",
  title: "ten thousand people cut off within a second",
  goal: "all are back, p99 ≤ 5 s, each by resuming, without a look at the log; others hardly notice",
  run,
};
