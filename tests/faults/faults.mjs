// What happens to servers, done to the real one on purpose. scripts/faults builds what this needs and starts it.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Aula, disk } from "../load/bench/aula.mjs";
import { end_all } from "../load/bench/children.mjs";
import { commit, machine } from "../load/bench/machine.mjs";
import { binaries_in, root } from "./support/binaries.mjs";
import { find_faults } from "./support/find.mjs";
import { build_planted, find_plants } from "./support/plants.mjs";
import { list_of, table_of } from "./support/table.mjs";

const usage = `scripts/faults [ID…] [--full] [--json] [--list] [--plant NAME]

Starts the real server on a data folder of its own, sends people into real lectures, and does to them what happens to
servers: kills, power cuts, full disks, bad networks. Ends with 0 only if everything asked for held.

  ID…           only these faults, such as R1; without one, all of them
  --full        as often and as long as the goals say; without it a minute or less each
  --json        one JSON object instead of the table
  --list        name the faults and the planted bugs
  --plant NAME  build the program with a bug (tests/plants/NAME.patch) and see the fault that must notice it fail; all
                for every bug there is

Everything stays on this machine; the data folders are made in $TMPDIR, else in /var/tmp, and must be on a disk.

  scripts/faults R1
  scripts/faults --full --json R1 R2 >figures.json
  scripts/faults --plant no_fsync
`;

const options = {
  full: { type: "boolean" },
  json: { type: "boolean" },
  list: { type: "boolean" },
  plant: { type: "string" },
  help: { type: "boolean", short: "h" },
};

function asked(faults) {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((id) => !faults.some((each) => each.id === id));
    if (unknown) throw new Error(`There is no fault ${unknown}; see scripts/faults --list.`);
    return { ...values, ids: positionals };
  } catch (error) {
    process.stderr.write(`faults: ${error.message}\n`);
    process.exit(2);
  }
}

const log = (text) => process.stderr.write(`  ${text}\n`);

/** What a fault did: `holds` is null when it cannot be run here, and false too when it broke off. */
async function outcome_of(fault, full, binaries) {
  const began = performance.now();
  const why_not = fault.needs?.() ?? null;
  process.stderr.write(`▸ ${fault.id} ${fault.title}\n`);
  const found = why_not
    ? { reached: `not run: ${why_not}`, holds: null, figures: {} }
    : await carried_out(fault, full, binaries);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  log(`${fault.id}: ${found.reached} (${seconds} s)`);
  return { goal: fault.goal, ...found, seconds };
}

const scratches = new Set();

/** The last to go, after an interrupt too. */
function remove_scratches() {
  for (const each of scratches) rmSync(each, { recursive: true, force: true });
  scratches.clear();
}

/** Whatever the fault leaves behind (processes, the data folder) is taken away again. */
async function carried_out(fault, full, binaries) {
  const scratch = mkdtempSync(join(disk, `aula-${fault.id.toLowerCase()}-`));
  scratches.add(scratch);
  const made = [];
  const make_aula = (settings, on) => {
    made.push(new Aula(binaries, settings, on ?? { disk: scratch }));
    return made.at(-1);
  };
  try {
    const found = await fault.run({ full, log, scratch, binaries, make_aula, aula: make_aula() });
    return { reached: found.reached, holds: found.holds, figures: found.figures ?? {} };
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    return { reached: `broke off: ${error.message}`, holds: false, broke_off: true, figures: {} };
  } finally {
    for (const each of made) await each.remove().catch((error) => log(error.message));
    await end_all();
    remove_scratches();
  }
}

async function run_faults(chosen, full, binaries) {
  const found = {};
  for (const fault of chosen) found[fault.id] = await outcome_of(fault, full, binaries);
  return found;
}

/** A bug is caught when a fault that must notice it ran to its end and did not hold. */
async function run_plants(plants, faults, full) {
  const found = {};
  for (const plant of plants) {
    process.stderr.write(`▸ planted: ${plant.name}\n`);
    const { binaries, caught_by } = await build_planted(plant);
    const chosen = faults.filter((each) => plant.caught_by.includes(each.id));
    const seen = { ...(await caught_by(log)), ...(await run_faults(chosen, full, binaries)) };
    const is_caught = (each) => each.holds === false && !each.broke_off;
    const missed = plant.caught_by.filter((id) => !seen[id] || !is_caught(seen[id]));
    found[plant.name] = {
      goal: `${plant.caught_by.join(", ")} must fail: ${plant.what}`,
      reached: missed.length
        ? `NOT CAUGHT by ${missed.join(", ")}`
        : plant.caught_by.map((id) => seen[id].reached).join("; "),
      holds: missed.length === 0,
      seconds: Object.values(seen).reduce((sum, each) => sum + each.seconds, 0),
      figures: seen,
    };
  }
  return found;
}

async function main() {
  const faults = await find_faults();
  const plants = find_plants();
  const wanted = asked(faults);
  if (wanted.help) return void process.stdout.write(usage);
  if (wanted.list) return void process.stdout.write(list_of(faults, plants));
  const began = Date.now();
  process.on("exit", remove_scratches);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end_all().then(() => process.exit(130)));
  const chosen = faults.filter((each) => wanted.ids.length === 0 || wanted.ids.includes(each.id));
  const planted = plants.filter((each) => wanted.plant === "all" || each.name === wanted.plant);
  if (wanted.plant && planted.length === 0) {
    process.stderr.write(`faults: There is no planted bug ${wanted.plant}; see scripts/faults --list.\n`);
    process.exit(2);
  }
  const found = wanted.plant
    ? await run_plants(planted, faults, wanted.full)
    : await run_faults(chosen, wanted.full, binaries_in(join(root, "build/release")));
  const about = {
    form: wanted.full ? "full" : "short",
    machine: machine(),
    commit: commit(root),
    date: new Date(began).toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
  };
  process.stdout.write(wanted.json ? JSON.stringify({ ...found, ...about }) + "\n" : table_of(found, about));
  const failed = Object.values(found).some((each) => each.holds === false);
  const left_out = wanted.ids.length > 0 && Object.values(found).some((each) => each.holds === null);
  process.exit(failed || left_out ? 1 : 0);
}

await main();
