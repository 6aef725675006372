// R12: attackers hold connections with as little as they can, use up files, and flood; a lecture goes on, and people join it.
import { execFileSync } from "node:child_process";
import { end } from "../load/bench/children.mjs";
import { median } from "../load/bench/figures.mjs";
import { under_attack } from "./support/attack.mjs";
import { open_files } from "./support/process.mjs";
import { fresh_place, on_stage } from "./support/stage.mjs";
import { pass } from "./support/waiting.mjs";

const cut_max_ms = 10_000;
/** How late a busy attacker may notice that it was cut; in the short form, on any machine. */
const measuring_ms = (full) => (full ? 400 : 5000);
const joiners = 50;

const slow_crews = ["silent", "head", "body", "upload", "no_hello", "slow_hello"];
const flood_crews = [
  ["connections", 300],
  ["requests", 200],
  ["upgrades", 150],
  ["hellos", 100],
];

const crews_of = (slow_each, flood_share) => [
  ...slow_crews.map((kind) => ({ kind, count: slow_each })),
  ...flood_crews.map(([kind, rate]) => ({ kind, count: Math.round(rate * flood_share) })),
];

/** Real people, all of whom must come in at the first try; how long it took them. */
async function join_meanwhile(aula) {
  const crowd = await aula.crowd();
  try {
    const joined = await crowd.ask({ do: "join", course: aula.course, rooms: aula.rooms({ count: joiners }) });
    return { joined: joined.people, p99_ms: joined.time.p99_ms };
  } catch (error) {
    return { joined: 0, problem: error.message };
  } finally {
    await end(crowd.child);
  }
}

/** What attackers have to know of a server: its door, and where a deck could be uploaded. */
const place_of = (aula) => ({
  port: aula.port,
  path: `/api/v1/courses/${aula.course}/sessions/${fresh_place(aula).session}/decks/deck.pdf`,
});

const longest_cut = (attackers) =>
  Math.max(0, ...Object.values(attackers).flatMap((each) => [each.cut_after_ms?.most ?? 0, each.still_in_ms ?? 0]));

/**
 * A lecture without attackers, under attack, and with the same attack on a server beside it, in turn: p99 of each, real joins, and how
 * long attackers lasted. The attackers, and the kernel's and a server's work for them, share this machine's cores with the lecture; what
 * that costs whoever is not attacked is no fault of the server that is.
 */
async function lecture_under(aula, beside, plan, { rounds, seconds, attack_seconds, log }) {
  const { crowd } = await aula.lecture(200);
  const order = { do: "paced", warm: 1, seconds, streams: [{ rate: 20, authors: 50 }] };
  const found = { without: [], with_it: [], beside: [], joins: [], attackers: [], mistakes: 0 };
  const measure = async () => {
    const answer = await crowd.ask(order);
    const [stream] = answer.streams;
    found.mistakes += answer.doubled + answer.gaps + stream.missing + Object.keys(answer.closed).length;
    return stream.delivery.p99_ms;
  };
  for (let round = 1; round <= rounds; ++round) {
    found.without.push(await measure());
    const attack_on = (target, work) =>
      under_attack({ ...plan, ...target, seconds: attack_seconds }, async () => {
        await pass(2000);
        return work(await measure());
      });
    await attack_on(beside, (p99_ms) => found.beside.push(p99_ms));
    const { answer, attackers } = await attack_on(place_of(aula), (p99_ms) => {
      found.with_it.push(p99_ms);
      return join_meanwhile(aula);
    });
    found.joins.push(answer);
    found.attackers.push(attackers);
    log(
      `round ${round}: p99 ${found.without.at(-1)} ms, attacked ${found.with_it.at(-1)} ms, ` +
        `the server beside attacked ${found.beside.at(-1)} ms, ` +
        `joined ${answer.joined}, longest attacker ${Math.round(longest_cut(attackers))} ms`,
    );
  }
  await end(crowd.child);
  return found;
}

/** No descriptor is left: the process may have no more than it has, and a few. */
async function without_descriptors(aula, { log }) {
  const { crowd } = await aula.lecture(100);
  const spare = 60;
  const limit = open_files(aula.pid) + spare;
  execFileSync("prlimit", ["--pid", String(aula.pid), `--nofile=${limit}:`]);
  const plan = {
    port: aula.port,
    seconds: 10,
    crews: [
      { kind: "silent", count: 300 },
      { kind: "no_hello", count: 200 },
    ],
  };
  const { answer, attackers } = await under_attack(plan, async () => {
    await pass(2000);
    const crew = await aula.crowd();
    try {
      const joined = await crew.ask({ do: "join", course: aula.course, rooms: aula.rooms({ count: spare / 3 }) });
      return { files: open_files(aula.pid), joined: joined.people };
    } catch (error) {
      return { files: open_files(aula.pid), joined: 0, problem: error.message };
    } finally {
      await end(crew.child);
    }
  });
  const after = await crowd.ask({ do: "paced", warm: 0, seconds: 1, streams: [{ rate: 20, authors: 20 }] });
  await end(crowd.child);
  log(`without descriptors: ${JSON.stringify(answer)} of ${limit}`);
  return { ...answer, wanted: spare / 3, limit, attackers, missing: after.streams[0].missing, closed: after.closed };
}

/** Handshakes that never end, on a server with TLS. */
async function slow_handshakes(aula, count) {
  const plan = {
    port: aula.port,
    seconds: 13,
    crews: [
      { kind: "handshake", count },
      { kind: "silent", count },
    ],
  };
  const { answer, attackers } = await under_attack(plan, async () => {
    await pass(2000);
    return join_meanwhile(aula);
  });
  return { ...answer, attackers };
}

/** Somebody who may come in, and then sends commands without end: the server lets go of them. */
async function floods_from_inside(aula) {
  const onlookers = 5;
  const { crowd } = await aula.lecture(100, { onlookers });
  const flood = { rate: 500, first_author: 100 - onlookers, authors: onlookers, in_turn: false };
  const answer = await crowd.ask({ do: "paced", warm: 0, seconds: 8, streams: [{ rate: 10, authors: 20 }, flood] });
  await end(crowd.child);
  return { closed: answer.closed, refused: answer.streams[1].refused, missing: answer.streams[0].missing };
}

const all_joined = (found) => found.joins.every((each) => each.joined === joiners);

function judge({ attacked, descriptors, handshakes, inside }, full) {
  const [without, with_it, beside] = [attacked.without, attacked.with_it, attacked.beside].map(median);
  const longest = Math.max(...attacked.attackers.map(longest_cut), longest_cut(handshakes.attackers));
  const joins = attacked.joins.reduce((sum, each) => sum + each.joined, 0) + handshakes.joined + descriptors.joined;
  const wanted = joiners * (attacked.joins.length + 1) + descriptors.wanted;
  const is_held = {
    joins: joins === wanted && all_joined(attacked),
    cut: longest <= cut_max_ms + measuring_ms(full),
    lecture: attacked.mistakes === 0 && descriptors.missing === 0 && inside.missing === 0,
    flooder: Object.keys(inside.closed).length > 0,
    p99: !full || with_it <= 1.1 * Math.max(without, beside),
  };
  return {
    reached:
      `${joins} of ${wanted} real joins; the longest attacker lasted ${(longest / 1000).toFixed(1)} s; ` +
      `others' p99 ${without.toFixed(1)} → ${with_it.toFixed(1)} ms (×${(with_it / without).toFixed(2)}; ` +
      `with the same attack on a server beside it ${beside.toFixed(1)} ms: ×${(with_it / beside).toFixed(2)}); ` +
      `${attacked.mistakes} messages lost; who floods from inside is closed: ${JSON.stringify(inside.closed)}`,
    holds: Object.values(is_held).every(Boolean),
    figures: { is_held, without, with_it, beside, longest_ms: longest, attacked, descriptors, handshakes, inside },
  };
}

export default {
  id: "R12",
  title: "slow attackers, floods, no files left",
  goal: "real joins 100 %; attackers are cut in 10 s; the others' p99 at most +10 %, the attackers' share of the machine taken out",
  async run({ full, make_aula, log }) {
    const plan = { crews: crews_of(full ? 200 : 30, full ? 1 : 0.3) };
    // Longer than whoever is never cut may last, as it is measured.
    const attack_seconds = Math.max(full ? 36 : 14, 2 + (cut_max_ms + measuring_ms(full)) / 1000);
    // 600 messages a figure, nine rounds: of 200 the p99 is the second slowest, which differs by a third between rounds of the same kind.
    const form = { rounds: full ? 9 : 1, seconds: full ? 30 : 4, attack_seconds, log };
    const attacked = await on_stage(make_aula, { attendees: 300 }, (beside) =>
      on_stage(make_aula, { attendees: 300 }, (aula) => lecture_under(aula, place_of(beside), plan, form)),
    );
    const descriptors = await on_stage(make_aula, { attendees: 150 }, (aula) => without_descriptors(aula, { log }));
    const tls = make_aula({ "server.shards": 2 });
    Object.assign(tls.settings, await tls.certificate());
    await tls.serve();
    await tls.populate(joiners);
    const handshakes = await slow_handshakes(tls, full ? 200 : 50);
    await tls.halt();
    const usual = { "limits.commands_per_second": 5, "limits.commands_burst": 20 };
    const inside = await on_stage(make_aula, { attendees: 100, settings: usual }, floods_from_inside);
    return judge({ attacked, descriptors, handshakes, inside }, full);
  },
};
