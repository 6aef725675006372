// Measures Aula against its own goals. scripts/bench builds what this needs and starts it.
import { existsSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Aula } from "./bench/aula.mjs";
import { end_all } from "./bench/children.mjs";
import { by_goal, table } from "./bench/figures.mjs";
import { commit, machine } from "./bench/machine.mjs";
import { goals, scenarios } from "./bench/scenarios.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const built = join(root, "build/release");
const tmpfs = 0x01021994;

const usage = `scripts/bench [NAME…] [--quick] [--rounds N] [--peers] [--against FILE] [--json] [--out FILE] [--list]

Starts the real server on a data folder of its own, sends a crowd into real lectures, and
prints a table of what was reached beside what the goals are.

  NAME…       only these scenarios, or those of a goal (P9); without one, all of them (about a quarter of an hour)
  --quick     small rooms, one round: whether all works, not how fast it is
  --rounds N  how often figures that alternate with others are taken; the median counts (3)
  --peers     nats-server and Node's ws beside it, if they are installed
  --against FILE  only this and the program FILE of another release, in turn: fan-out, joins, paced messages, memory
  --json      one JSON object instead of the table
  --out FILE  the JSON object goes into a file as well
  --list      name the scenarios

The data folder is made in $TMPDIR, else in /var/tmp, and must be on a disk.

  scripts/bench --quick
  scripts/bench paced-10k storm
  scripts/bench --rounds 5 --out figures.json fanout-10k
  scripts/bench --against ../before/build/release/aula --rounds 9
`;

const options = {
  quick: { type: "boolean" },
  rounds: { type: "string" },
  json: { type: "boolean" },
  peers: { type: "boolean" },
  against: { type: "string" },
  out: { type: "string" },
  list: { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

/** Whether a scenario is one of those that were asked for, by its name or by its goal's. */
const is_meant = ({ name, goal }, names) => names.includes(name) || names.includes(goal);

function asked() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((name) => !scenarios.some((each) => is_meant(each, [name])));
    if (unknown) throw new Error(`There is no scenario ${unknown}; see scripts/bench --list.`);
    if (values.rounds && !/^[1-9]\d?$/.test(values.rounds)) throw new Error("--rounds is a number from 1 to 99.");
    if (positionals.includes("releases") && !values.against) throw new Error("releases needs --against FILE.");
    if (values.against && !existsSync(values.against))
      throw new Error(`--against: there is no file ${values.against}.`);
    return { ...values, names: positionals };
  } catch (error) {
    process.stderr.write(`bench: ${error.message}\n`);
    process.exit(2);
  }
}

const chosen_by = ({ names, ...given }) =>
  scenarios.filter(
    (each) => is_meant(each, names) || (each.only_with ? given[each.only_with] : names.length === 0 && !given.against),
  );

/** What every scenario gets: the server, how long to measure, and where to say what is going on. */
function make_bench({ quick, rounds, against }) {
  const binaries = { aula: process.env.AULA_BINARY ?? join(built, "aula") };
  for (const name of ["load_attendees", "bare_send", "naive_room"]) binaries[name] = join(built, "tests/load", name);
  const mistakes = [];
  return {
    root,
    binaries,
    mistakes,
    quick,
    against: against && resolve(against),
    rounds: Number(rounds ?? (quick ? 1 : 3)),
    warm: quick ? 0.3 : 1,
    seconds: quick ? 1 : 3,
    long_seconds: quick ? 2 : 10,
    aula: new Aula(binaries),
    load_before: machine().load[0],
    note: (text) => process.stderr.write(`  ${text}\n`),
    /** An order to a crowd; what was lost or shown twice is a mistake whatever is being measured. */
    async ask(crowd, order) {
      const answer = await crowd.ask(order);
      const { streams = [], doubled = 0, gaps = 0, closed = {} } = answer;
      const sum = (name) => streams.reduce((so_far, each) => so_far + each[name], 0);
      // A command on its way when its author is cut off may stay without an answer.
      const unanswered = Object.keys(closed).length > 0 ? 0 : sum("unanswered");
      const found = { missing: sum("missing"), unanswered, doubled, gaps };
      if (Object.values(found).some((count) => count > 0)) mistakes.push({ order, ...found, closed });
      return answer;
    },
  };
}

async function measure(bench, chosen) {
  const form = bench.quick ? 1 : 0;
  const size_of = (each) => each.people[form];
  const people = Math.max(...chosen.map((each) => size_of(each) + (each.besides?.[form] ?? 0)));
  if (people > 0) {
    await bench.aula.serve();
    const logins = await bench.aula.populate(people);
    bench.note(`${logins.people} people opened their links in ${logins.seconds.toFixed(1)} s`);
  }
  const rows = [];
  for (const each of chosen) {
    process.stderr.write(`▸ ${each.name}\n`);
    const found = await each.run(bench, size_of(each));
    for (const row of found) bench.note(`${row.what}: ${row.reached}`);
    rows.push(...found);
  }
  return rows;
}

function report(bench, rows, began) {
  return {
    ...by_goal(rows, goals),
    rounds: bench.rounds,
    mistakes: bench.mistakes,
    machine: { ...machine(), load_before: bench.load_before },
    commit: commit(root),
    date: new Date(began).toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
  };
}

const footer = (bench, { machine: on, commit: of, seconds }) => `
${bench.rounds} round${bench.rounds === 1 ? "" : "s"}, medians; ${seconds} s; ${of}; ${on.cpu}, ${on.cores} cores, ${on.memory_gib} GiB, Linux ${on.kernel}
${bench.load_before > 0.5 ? `The machine was busy already: load ${bench.load_before}.\n` : ""}Times depend on the machine and on what else it does; ratios were taken within one run. See docs/measuring.md.
${bench.mistakes.length === 0 ? "Nothing was lost, doubled or out of order." : `MISTAKES: ${JSON.stringify(bench.mistakes)}`}
`;

async function main() {
  const wanted = asked();
  if (wanted.help) return void process.stdout.write(usage);
  const list = scenarios.map((each) => `${each.name.padEnd(15)} ${each.goal.padEnd(4)} ${each.about ?? ""}`.trimEnd());
  if (wanted.list) return void process.stdout.write(list.join("\n") + "\n");
  const began = Date.now();
  const bench = make_bench(wanted);
  process.once("SIGINT", () => stop(bench, 130));
  process.once("SIGTERM", () => stop(bench, 143));
  try {
    if (statfsSync(dirname(bench.aula.folder)).type === tmpfs)
      throw new Error("the data folder would be in memory; set TMPDIR");
    const rows = await measure(bench, chosen_by(wanted));
    const whole = report(bench, rows, began);
    if (wanted.out) writeFileSync(wanted.out, JSON.stringify(whole, null, 2) + "\n");
    process.stdout.write(wanted.json ? JSON.stringify(whole) + "\n" : `${table(rows)}\n${footer(bench, whole)}`);
    await stop(bench, bench.mistakes.length === 0 ? 0 : 1);
  } catch (error) {
    process.stderr.write(`bench: ${error.stack}\n`);
    await stop(bench, 1);
  }
}

async function stop(bench, status) {
  await end_all();
  await bench.aula.remove();
  process.exit(status);
}

await main();
