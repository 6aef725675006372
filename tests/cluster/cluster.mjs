// A whole cluster on one machine. scripts/cluster builds what this needs and starts it.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { end_all } from "../load/bench/children.mjs";
import { root } from "../faults/support/binaries.mjs";
import { until } from "../faults/support/waiting.mjs";
import { curve_in_lines, point_of_curve } from "./curve.mjs";
import { distance_in_lines, measure_distance } from "./distance.mjs";
import { Cluster } from "./support/cluster.mjs";
import { judge_logs } from "./support/judge.mjs";
import { Killer } from "./support/killer.mjs";
import { chosen_kinds, kinds } from "./support/kinds.mjs";
import { complaints_of, rehearse } from "./support/rehearsal.mjs";
import { summary_of } from "./support/summary.mjs";
import { example, put_up_the_example } from "./support/example.mjs";
import { find_programs } from "./support/programs.mjs";

const usage = `scripts/cluster [--rehearse] [--kill [KINDS]] [options]

PostgreSQL with a synchronous standby, three nats-servers, nodes of Aula and HAProxy in front, all on loopback, in one folder
that is removed at the end. Serves the example course until Ctrl-C.

  --rehearse         play the example course through the front, judge it, and end; 0 if nothing was lost, doubled or miscounted
    --students N       how many come (default 95)
    --day D, --week    which sessions (default: day 1)
    --seconds N        real time for each lecture (default 60)
    --seed N           another number is another rehearsal, and other kills
  --kill [KINDS]     take something down again and again: all kinds in turn, or those of a list such as node,cut-bus
    --every SECONDS    between the beginnings of two (default 10), and never before all is well again
    --rounds N         end after so many
  --curve SIZES      one lecture with so many people, such as 10000,40000: joins, memory, and how long a slide takes to reach all
  --distance         what a slide costs at the owner's node and at two others, in one lecture with --students and --rounds slides (default 100)
  --nodes N          so many nodes (default 3; a curve takes as many as it needs)
  --set KEY=VALUE    a setting of all nodes; again and again
  --json             the judgement as one JSON object
  --keep             leave the folder, with all logs, where it is; when something failed it is left anyhow

Kinds:
${kinds.map(({ name, what }) => `  ${name.padEnd(18)} ${what}`).join("\n")}

  scripts/cluster --rehearse --students 30 --seconds 30
  scripts/cluster --rehearse --week --kill --every 20 --json >figures.json
`;

const options = {
  rehearse: { type: "boolean" },
  students: { type: "string", default: "95" },
  day: { type: "string", default: "1" },
  week: { type: "boolean" },
  seconds: { type: "string", default: "60" },
  seed: { type: "string", default: "1" },
  curve: { type: "string" },
  distance: { type: "boolean" },
  kill: { type: "string" },
  every: { type: "string", default: "10" },
  rounds: { type: "string" },
  nodes: { type: "string", default: "3" },
  set: { type: "string", multiple: true, default: [] },
  quick: { type: "string", default: "1" }, // of the time that things stay away; for tests
  json: { type: "boolean" },
  keep: { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

/** `--kill` alone is all kinds. */
const with_all_kinds = (words) =>
  words.flatMap((word, at) => (word === "--kill" && (words[at + 1] ?? "--").startsWith("-") ? ["--kill=all"] : [word]));

function number_of(values, name, least) {
  const value = Number(values[name] ?? Infinity);
  if (!(value >= least)) throw new Error(`--${name} must be a number, ${least} or more`);
  return value;
}

function asked() {
  const { values } = parseArgs({ options, args: with_all_kinds(process.argv.slice(2)) });
  for (const [name, least] of [
    ["students", 1],
    ["seconds", 1],
    ["seed", 0],
    ["every", 0],
    ["rounds", 1],
    ["nodes", 1],
    ["quick", 0],
  ]) {
    values[name] = number_of(values, name, least);
  }
  const settings = values.set.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]);
  const sizes = values.curve?.split(",").map(Number) ?? [];
  if (!sizes.every((each) => each >= 1)) throw new Error("--curve must be numbers of people, such as 10000,40000");
  return {
    ...values,
    sizes,
    settings: Object.fromEntries(settings),
    kinds: values.kill ? chosen_kinds(values.kill) : [],
  };
}

const aula = process.env.AULA_BINARY ?? join(root, "build/release/aula");
const say = (text) => process.stderr.write(`  ${text}\n`);

/** Times as in a lecture that is played fast: nobody waits for a minute to be seen gone. But an absence is longer than a room needs to change its owner. */
const quick_presence = {
  "presence.grace": "9s",
  "presence.ping": "500ms",
  "presence.silence": "3s",
  "presence.checkpoint": "2s",
  "log.level": "warn",
};

const rehearsal_words = (wanted) => [
  "--file",
  example,
  "--students",
  String(wanted.students),
  "--seconds-per-lecture",
  String(wanted.seconds),
  "--seed",
  String(wanted.seed),
  "--checkpoint",
  wanted.settings["presence.checkpoint"] ?? quick_presence["presence.checkpoint"],
  ...(wanted.week ? ["--week", "--days-at-once"] : ["--day", wanted.day]),
];

/** Waits until a lecture has begun, or everything is over. */
const is_live = (cluster, is_over) => {
  const begun = async () =>
    (await cluster.postgres.ask_database("SELECT 1 FROM sessions WHERE phase = 'live' LIMIT 1")).length > 0;
  return until(async () => is_over() || (await begun()), Infinity, 200);
};

/** Plays and kills, then judges: `{passed, rehearsal, kills, logs, complaints}`. */
async function judged_rehearsal(cluster, wanted, killer) {
  let is_over = false;
  const playing = rehearse(cluster, rehearsal_words(wanted), { say }).finally(() => (is_over = true));
  const killing = killer && is_live(cluster, () => is_over).then(() => killer.run());
  const played = await playing;
  killer?.rest();
  await killing;
  const logs = await judge_logs(cluster.postgres);
  const complaints = [...complaints_of(played), ...logs.complaints, ...(killer?.complaints ?? [])];
  if (!played.passed && complaints.length === 0) complaints.push("the rehearsal has not passed");
  return { passed: complaints.length === 0, rehearsal: played.report, logs, complaints };
}

async function serve(cluster, killer, interrupted) {
  await put_up_the_example(cluster, (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`\n${cluster.about().join("\n")}\n\nCtrl-C ends everything.\n`);
  if (!killer) return void (await interrupted);
  await Promise.race([interrupted, killer.run()]);
  if (killer.most === Infinity && killer.complaints.length === 0) await interrupted;
  killer.rest();
}

async function carried_out(cluster, wanted, interrupted) {
  await cluster.start();
  const killer = wanted.kinds.length
    ? new Killer(cluster, wanted.kinds, {
        every_ms: wanted.every * 1000,
        rounds: wanted.rounds,
        seed: wanted.seed,
        quick: wanted.quick,
        say,
      })
    : null;
  const found = wanted.rehearse
    ? await judged_rehearsal(cluster, wanted, killer)
    : await serve(cluster, killer, interrupted).then(() => ({
        passed: !killer?.complaints.length,
        complaints: killer?.complaints ?? [],
      }));
  return { ...found, nodes: cluster.count, kills: killer?.rounds ?? [], postgres: cluster.postgres.history };
}

/** Work with a cluster in a folder of its own, which stays when something fails. */
async function in_folder(work) {
  const folder = mkdtempSync(join(process.env.TMPDIR ?? "/var/tmp", "aula-cluster-"));
  try {
    const figures = await work(folder);
    rmSync(folder, { recursive: true, force: true });
    return figures;
  } catch (error) {
    process.stderr.write(`cluster: ${error.message}; see ${folder}\n`);
    return null;
  }
}

async function show_figures(wanted, figures, in_lines, is_whole) {
  await end_all();
  process.stdout.write(wanted.json ? `${JSON.stringify(figures)}\n` : figures ? in_lines(figures) : "");
  process.exit(is_whole ? 0 : 1);
}

/** A cluster for each size, one after the other, up to the first that is too large. */
async function curve(wanted) {
  const points = [];
  for (const people of wanted.sizes) {
    say(`${people} people`);
    const point = await in_folder((folder) => point_of_curve(aula, folder, { people, more: wanted.settings, say }));
    if (!point) break;
    points.push(point);
  }
  return show_figures(wanted, points, curve_in_lines, points.length === wanted.sizes.length);
}

async function distance(wanted) {
  const turns = Math.min(wanted.rounds, 100);
  const figures = await in_folder((folder) =>
    measure_distance(aula, folder, { people: wanted.students, turns, more: wanted.settings, say }),
  );
  return show_figures(wanted, figures, distance_in_lines, figures !== null);
}

async function main() {
  let wanted;
  try {
    wanted = asked();
    if (!wanted.help) find_programs();
  } catch (error) {
    process.stderr.write(`cluster: ${error.message}\n`);
    process.exit(2);
  }
  if (wanted.help) return void process.stdout.write(usage);
  if (wanted.sizes.length) return curve(wanted);
  if (wanted.distance) return distance(wanted);
  const folder = mkdtempSync(join(process.env.TMPDIR ?? "/var/tmp", "aula-cluster-"));
  let interrupt;
  const interrupted = new Promise((resolve) => (interrupt = resolve));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupt(signal));
  const settings = { ...(wanted.rehearse ? quick_presence : {}), ...wanted.settings };
  let [cluster, found] = [null, null];
  try {
    cluster = new Cluster(aula, folder, { count: wanted.nodes, settings, say });
    const work = carried_out(cluster, wanted, interrupted);
    const broken_off = interrupted.then(() => Promise.reject(new Error("interrupted")));
    for (const each of [work, broken_off]) each.catch(() => {}); // nobody may ask what became of it
    found = await (wanted.rehearse ? Promise.race([work, broken_off]) : work);
  } catch (error) {
    found = { passed: false, complaints: [error.message], nodes: cluster?.count ?? 0, kills: [], postgres: [] };
  }
  await cluster?.stop().catch((error) => say(error.message));
  await end_all();
  if (wanted.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else if (wanted.rehearse || !found.passed) process.stdout.write(summary_of(found));
  if (found.passed && !wanted.keep) rmSync(folder, { recursive: true, force: true });
  else process.stderr.write(`logs:\n${(cluster?.logs() ?? []).map((file) => `  ${file}\n`).join("")}`);
  process.exit(found.passed ? 0 : 1);
}

await main();
