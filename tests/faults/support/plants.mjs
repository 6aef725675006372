// Bugs planted on purpose: tests/plants/NAME.patch, whose head says what it breaks and who must notice it:
//
//     The log is no longer synced when a transaction commits.
//     Caught-by: R2
//
// A test that stays green with its bug in the program is worth nothing; this is how each is seen to fail, again and again.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { binaries_in, root } from "./binaries.mjs";

export const folder = join(root, "tests/plants");

/** Notices a bug without the real server: what is built in the copy, and what must fail there. */
const other_tests = {
  sim: { targets: ["test_sim"], command: ["scripts/sim"] },
};

/** Those with a name: `unit:net` is the C++ tests of server/net, `e2e:drain` is tests/e2e/drain.test.mjs, of the program. */
const named_tests = {
  fuzz: (name) => ({ targets: [], command: ["scripts/fuzz", name] }), // builds by itself
  unit: (name) => ({ targets: [`test_${name}`], command: [`build/release/tests/test_${name}`] }),
  e2e: (name) => ({ targets: [], command: [process.execPath, "--test", `tests/e2e/${name}.test.mjs`] }),
};

const test_of = (id) => {
  const [kind, name] = id.split(":");
  return name ? named_tests[kind](name) : other_tests[id];
};

export function find_plants() {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".patch")) : [];
  return files.sort().map((file) => {
    const head = readFileSync(join(folder, file), "utf8")
      .split(/^(?:diff|---) /m)[0]
      .trim();
    const caught_by = /^Caught-by: *(.+)$/m.exec(head)?.[1].split(/[, ]+/) ?? [];
    return { name: file.replace(".patch", ""), file: join(folder, file), what: head.split("\n")[0], caught_by };
  });
}

/** Whether the patch still fits the sources; throws with git's own words when not. */
export const check_applies = (plant) => git("apply", "--check", plant.file);

const git = (...words) =>
  execFileSync("git", ["-C", root, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The sources as they are now, with times kept, so that only what the bug touches is compiled. */
function copy_sources(to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(to)) if (name !== "build") rmSync(join(to, name), { recursive: true });
  const files = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    .split("\0")
    .filter((name) => name);
  for (const file of files.filter((name) => existsSync(join(root, name)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file), { preserveTimestamps: true, verbatimSymlinks: true });
  }
  borrow_client(to);
}

/** The web client as it was built here, and the packages that tests use: no bug is planted in them. */
function borrow_client(to) {
  mkdirSync(join(to, "build"), { recursive: true });
  for (const each of ["web/dist", "build/web.sources"])
    cpSync(join(root, each), join(to, each), { recursive: true, preserveTimestamps: true });
  for (const each of ["web", "protocol"]) symlinkSync(join(root, each, "node_modules"), join(to, each, "node_modules"));
}

function run_in(folder, program, ...words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Builds the program with the bug, under build/planted/NAME. Answers its `binaries`, and `caught_by`, which runs those of
 * the tests that need no server.
 */
export async function build_planted(plant) {
  const to = join(root, "build/planted", plant.name);
  copy_sources(to);
  // Outside of any repository in git's eyes, or it would skip a folder that is ignored.
  execFileSync("git", ["apply", plant.file], {
    cwd: to,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(to) },
  });
  const others = plant.caught_by.filter(test_of);
  const targets = others.flatMap((id) => test_of(id).targets);
  if (await run_in(to, "scripts/build", "release", "aula", ...targets)) throw new Error(`${plant.name} does not build`);
  const caught_by = async (log) => {
    const seen = {};
    for (const id of others) {
      const began = performance.now();
      const status = await run_in(to, ...test_of(id).command);
      log(`${id} ended with ${status}`);
      seen[id] = {
        reached: `${id} ended with ${status}`,
        holds: status === 0,
        seconds: (performance.now() - began) / 1000,
      };
    }
    return seen;
  };
  return { binaries: binaries_in(join(to, "build/release")), caught_by };
}
