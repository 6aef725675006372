// R4: a tenth of the readers stops reading. The others must not notice, memory must not grow, and who stalled must come back whole.
import { end } from "../load/bench/children.mjs";
import { median } from "../load/bench/figures.mjs";
import { metric } from "./support/metrics.mjs";
import { cookies_of, on_stage } from "./support/stage.mjs";
import { Visitor } from "./support/visitor.mjs";
import { pass, until } from "./support/waiting.mjs";

const mib = 1024 * 1024;
const memory_max = 16 * mib; // what a fifth of a thousand may cost who stall, by the goal for memory
const slack = 1.1;

/** As long as a long message, so that a ring's megabyte is soon overtaken. */
const long_text = { message_bytes: 1900 };
const forms = {
  full: { readers: 900, stalled: 100, rounds: 5, seconds: 12 },
  short: { readers: 180, stalled: 20, rounds: 1, seconds: 12 },
};

/** p99 of those who read, and what the server grew to, on a server of its own. */
async function others(make_aula, { readers, seconds }, stalled) {
  return on_stage(make_aula, { attendees: readers + stalled }, async (aula) => {
    const { crowd, joined } = await aula.lecture(readers + stalled, { stalled });
    const streams = [{ rate: 40, authors: 50 }];
    const answer = await crowd.ask({ do: "paced", warm: 1, seconds, streams, ...long_text });
    let lagging = 0;
    const look = async () => {
      lagging = await metric(aula, "aula_websocket_closes_total", "lagging");
      return lagging === stalled;
    };
    await until(look, 15_000);
    await end(crowd.child);
    const [stream] = answer.streams;
    return {
      p99_ms: stream.delivery.p99_ms,
      grown: answer.rss_peak - joined.rss_after,
      lagging,
      mistakes: answer.doubled + answer.gaps + stream.missing + Object.keys(answer.closed).length,
    };
  });
}

async function without_and_with(make_aula, form, log) {
  const found = { without: [], with_it: [] };
  for (let round = 1; round <= form.rounds; ++round) {
    found.without.push(await others(make_aula, form, 0));
    found.with_it.push(await others(make_aula, form, form.stalled));
    log(
      `round ${round}: p99 ${found.without.at(-1).p99_ms} ms, with stalled readers ${found.with_it.at(-1).p99_ms} ms`,
    );
  }
  return found;
}

/** Some who stall for so long under this traffic: how each was closed, and whether it came back whole. */
async function stall(aula, { at, cookies, crowd, rate, stall_ms, seconds }) {
  const visitors = cookies.map((cookie) => new Visitor(at, cookie));
  const codes = [];
  for (const visitor of visitors) {
    await visitor.come();
    visitor.on_lost = (code) => codes.push(code);
  }
  const before = await metric(aula, "aula_websocket_closes_total", "lagging");
  const traffic = crowd.ask({ do: "paced", warm: 0, seconds, streams: [{ rate, authors: 100 }], ...long_text });
  for (const visitor of visitors) visitor.stall();
  await pass(stall_ms);
  for (const visitor of visitors) visitor.read_on();
  const are_lost = await until(() => codes.length === visitors.length, 20_000);
  const closed = (await metric(aula, "aula_websocket_closes_total", "lagging")) - before;
  for (const visitor of visitors) await visitor.come();
  const { streams } = await traffic;
  const witness = await new Visitor(at, cookies[0]).come();
  const is_whole = await until(() => visitors.every((visitor) => visitor.last >= witness.last), 10_000);
  const answer = {
    are_lost,
    closed,
    codes,
    is_whole,
    people: visitors.length,
    sent: streams[0].sent,
    missing: streams[0].missing,
    resumed: visitors.filter((visitor) => visitor.is_resumed).length,
    mistakes: visitors.flatMap((visitor) => visitor.mistakes),
  };
  for (const visitor of [...visitors, witness]) visitor.drop();
  return answer;
}

/** Slow traffic: the socket takes nothing for ten seconds. Fast: the ring overtakes who looks away for some. */
async function stallers(make_aula, log) {
  return on_stage(make_aula, { attendees: 140 }, async (aula) => {
    const [room] = aula.rooms({ count: 100 });
    const crowd = await aula.crowd();
    await crowd.ask({ do: "join", course: aula.course, rooms: [room] });
    const at = { port: aula.port, course: aula.course, session: room.session };
    const cookies = cookies_of(aula).attendees;
    const long = await stall(aula, {
      at,
      crowd,
      cookies: cookies.slice(100, 120),
      rate: 40,
      stall_ms: 14_500,
      seconds: 17,
    });
    log(`stalled for long: ${JSON.stringify(long)}`);
    const overtaken = await stall(aula, {
      at,
      crowd,
      cookies: cookies.slice(120, 140),
      rate: 280,
      stall_ms: 6000,
      seconds: 9,
    });
    log(`overtaken: ${JSON.stringify(overtaken)}`);
    await end(crowd.child);
    return { long, overtaken };
  });
}

const came_back = ({ are_lost, closed, is_whole, people, mistakes, missing }) =>
  are_lost && closed === people && is_whole && mistakes.length === 0 && missing === 0;

export default {
  id: "R4",
  title: "a tenth of the readers stalls",
  goal: "the others' p99 at most +10 %, memory bounded; the stalled are closed as lagging and come back whole",
  async run({ full, make_aula, log }) {
    const form = full ? forms.full : forms.short;
    const { without, with_it } = await without_and_with(make_aula, form, log);
    const { long, overtaken } = await stallers(make_aula, log);
    const p99 = (runs) => median(runs.map((each) => each.p99_ms));
    const grown = median(with_it.map((each) => each.grown)) - median(without.map((each) => each.grown));
    const mistakes = [...without, ...with_it].reduce((sum, each) => sum + each.mistakes, 0);
    const ratio = p99(with_it) / p99(without);
    const is_held = {
      p99: !full || ratio <= slack,
      memory: grown <= memory_max,
      closed: with_it.every((each) => each.lagging === form.stalled),
      long: came_back(long),
      overtaken: came_back(overtaken) && overtaken.codes.includes(4001),
      lecture: mistakes === 0,
    };
    return {
      reached:
        `${form.readers} who read beside ${form.stalled} who stall: p99 ${p99(without).toFixed(1)} → ${p99(with_it).toFixed(1)} ms ` +
        `(×${ratio.toFixed(2)}), memory ${(grown / mib).toFixed(1)} MiB more; all closed as lagging; ` +
        `${long.resumed} of ${long.people} resumed where they were, the ${overtaken.people} that were overtaken by a welcome; ` +
        `${mistakes + long.mistakes.length + overtaken.mistakes.length} events lost or out of order`,
      holds: Object.values(is_held).every(Boolean),
      figures: { is_held, ratio, grown, without, with_it, long, overtaken },
    };
  },
};
