// One file a fault, r1_kill.mjs to r14_refusals.mjs, and those that have no number in the table of goals: its default export is
//
//     { id, title, goal,
//       needs?: () => null, or why it cannot run on this machine,
//       run: async ({ full, aula, make_aula, binaries, log, scratch }) => ({ reached, holds, figures }) }
//
// `aula` is a server of tests/load/bench/aula.mjs that is not started yet; `make_aula(settings, { disk })` makes further
// ones; all are taken away at the end. `scratch` is an empty folder on a disk, `log` says what is going on.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./binaries.mjs";

const folder = join(root, "tests/faults");
const number_of = (file) => Number(/^r(\d+)_/.exec(file)?.[1] ?? Infinity);

/** All faults, in the order of their numbers. */
export async function find_faults() {
  const files = readdirSync(folder).filter((name) => /^(r\d+_\w+|reconnect)\.mjs$/.test(name));
  files.sort((a, b) => number_of(a) - number_of(b));
  return Promise.all(files.map(async (file) => (await import(join(folder, file))).default));
}
