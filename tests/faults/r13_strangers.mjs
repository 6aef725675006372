// R13: strangers, and one person who may come in, attack all places of a small server in every way that is cheap; real people join, a
// lecture goes on, and nothing is left behind.
import { readdirSync } from "node:fs";
import { end } from "../load/bench/children.mjs";
import { median } from "../load/bench/figures.mjs";
import { under_attack } from "./support/attack.mjs";
import { metric } from "./support/metrics.mjs";
import { cookies_of, fresh_place, on_stage } from "./support/stage.mjs";
import { Visitor, lecture_by } from "./support/visitor.mjs";
import { until } from "./support/waiting.mjs";

const places = 60;
const joiners = 10;
const join_ms = 4000;
const cut_ms = 12_000;

/** Each way alone holds all places; together they do too. */
const ways = [
  "silent",
  "no_hello",
  "upload_head",
  "upload_begun",
  "member_upload",
  "json_head",
  "member_json",
  "unread",
  "member_unread",
  "big_lists",
  "stranger_lists",
  "hoard",
].map((kind) => [{ kind, count: places }]);
const together = ["silent", "upload_head", "json_head", "unread", "big_keys", "hoard"];
const all_ways = [...ways, together.map((kind) => ({ kind, count: places / together.length }))];

const named = (crews) => (crews.length === 1 ? crews[0].kind : "together");

const open_connections = (aula) => metric(aula, "aula_connections_open");

/** Ten people, one after the other, each at the first try; answers how many came in. */
async function join(at, cookies, complaints, way) {
  let joined = 0;
  for (const cookie of cookies) {
    const visitor = new Visitor(at, cookie);
    try {
      await visitor.come({ patience_ms: join_ms });
      joined += 1;
    } catch (error) {
      complaints.push(`${way}: ${error.message}`);
    }
    visitor.leave("close");
  }
  return joined;
}

/** What is kept on disk and in the database that strangers must not add to. */
async function kept(aula) {
  const files = readdirSync(aula.data, { recursive: true }).map(String);
  const course = `/courses/${aula.course}`;
  const { registrations } = await aula.operator("GET", `${course}/registrations?limit=200`);
  const { decks } = await aula.operator("GET", `${course}/sessions/${aula.at.session}/decks`);
  const uploads = files.filter((name) => /(^|\/)(upload-|decks\/)/.test(name));
  return JSON.stringify({ uploads: uploads.sort(), people: registrations.length, decks: decks.length });
}

/** Every way to hold all places in turn; real people come in meanwhile. */
async function attack_places(aula, { log }) {
  const complaints = [];
  const { attendees } = cookies_of(aula);
  const [hoarder, ...people] = attendees;
  aula.at = fresh_place(aula);
  const desk = await lecture_by(aula.at, cookies_of(aula).lecturer);
  const before = await kept(aula);
  const found = {};
  for (const crews of all_ways) {
    const plan = { ...aula.at, crews, seconds: 8, cookie: hoarder };
    const { answer } = await under_attack(plan, async () => {
      const held = crews[0].kind === "hoard" ? 8 : places - 15; // who is cut at once holds few
      const is_held = await until(async () => (await open_connections(aula)) >= held, 3000);
      return { is_held, joined: await join(aula.at, people.slice(0, joiners), complaints, named(crews)) };
    });
    found[named(crews)] = answer;
    log(`${named(crews)}: ${answer.joined} of ${joiners} joined${answer.is_held ? "" : " (not all places were held)"}`);
  }
  const is_free = await until(async () => (await open_connections(aula)) <= 1, cut_ms, 100);
  if (!is_free) complaints.push(`${await open_connections(aula)} connections stay`);
  if ((await kept(aula)) !== before) complaints.push(`something stays: ${await kept(aula)}, before ${before}`);
  if (!desk.is_here) complaints.push("the lecturer is out");
  desk.drop();
  return { found, complaints };
}

/** p99 of a lecture's answers without attackers, with them, and with the same attack on a server beside, in turn. */
async function lecture_under(aula, beside, { rounds, seconds, log }) {
  const { crowd } = await aula.lecture(40);
  const order = { do: "paced", warm: 1, seconds, streams: [{ rate: 20, authors: 20 }] };
  const found = { without: [], with_it: [], beside: [], mistakes: 0 };
  const measure = async () => {
    const answer = await crowd.ask(order);
    const [stream] = answer.streams;
    found.mistakes += answer.doubled + answer.gaps + stream.missing + Object.keys(answer.closed).length;
    return stream.ack.p99_ms;
  };
  const crews = [
    { kind: "big_lists", count: 3 },
    { kind: "stranger_lists", count: 3 },
    { kind: "upload_head", count: 20 },
    { kind: "unread", count: 20 },
    { kind: "silent", count: 20 },
  ];
  const attack_on = async (target) => {
    const plan = { ...target.at, crews, seconds: seconds + 4, cookie: cookies_of(target).attendees[0] };
    return (await under_attack(plan, measure)).answer;
  };
  for (let round = 1; round <= rounds; ++round) {
    found.without.push(await measure());
    found.beside.push(await attack_on(beside));
    found.with_it.push(await attack_on(aula));
    const [without, next, with_it] = [found.without, found.beside, found.with_it].map((each) => each.at(-1));
    log(`round ${round}: p99 ${without} ms, the server beside attacked ${next} ms, attacked ${with_it} ms`);
  }
  await end(crowd.child);
  return found;
}

async function measured(make_aula, { log }) {
  const stage = { attendees: 100, settings: { "limits.connections": places + 60 } };
  return on_stage(make_aula, stage, (beside) =>
    on_stage(make_aula, stage, (aula) => {
      aula.at = fresh_place(aula);
      beside.at = fresh_place(beside);
      return lecture_under(aula, beside, { rounds: 9, seconds: 30, log });
    }),
  );
}

export default {
  id: "R13",
  title: "strangers who take all places",
  goal: "60 of 60 places attacked in every way: real joins 100 %; a lecture's p99 at most +10 %; no file, row or place is left",
  async run({ full, make_aula, log }) {
    const settings = { "limits.connections": places };
    const { found, complaints } = await on_stage(make_aula, { attendees: 30, settings }, (aula) =>
      attack_places(aula, { log }),
    );
    const joined = Object.values(found).reduce((sum, each) => sum + each.joined, 0);
    const wanted = joiners * all_ways.length;
    const p99 = full ? await measured(make_aula, { log }) : null;
    const [without, with_it, beside] = p99 ? [p99.without, p99.with_it, p99.beside].map(median) : [];
    const is_held = {
      joins: joined === wanted,
      nothing_left: complaints.length === 0,
      p99: !full || (p99.mistakes === 0 && with_it <= 1.1 * Math.max(without, beside)),
    };
    return {
      reached:
        `${joined} of ${wanted} real joins in ${all_ways.length} ways of attack` +
        (complaints.length > 0 ? `; ${complaints[0]}` : "; nothing is left") +
        (full ? `; p99 ${without} → ${with_it} ms, with the same attack on a server beside ${beside} ms` : ""),
      holds: Object.values(is_held).every(Boolean),
      figures: { is_held, found, complaints: complaints.slice(0, 20), ...(p99 && { p99 }) },
    };
  },
};
