// What the tests consist of: builds, suites, and which build each folder of C++ tests needs.
//
// A suite is a list of jobs, each one command in a process of its own. A job that `waits` spends most of its time on sockets,
// browsers and timers; a job that `computes` keeps one core busy; the scheduler mixes the two (schedule.mjs).
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Which builds run the tests of a folder. `asan` finds wrong memory and undefined behaviour, so everything runs there, except the
 * simulation, which is one thread of the same code and needs speed. `tsan` is only for folders whose code has threads.
 * `release` is what is served: it runs what depends on the optimizer or on speed, and what watches `new`, because the sanitizers
 * have one of their own.
 */
export const builds_of_folder = {
  base: ["asan", "tsan", "release"],
  protocol: ["asan"],
  domain: ["asan"],
  folds: ["asan"],
  store: ["asan", "tsan", "release"],
  store_postgres: ["asan", "tsan"],
  bus: ["asan", "tsan"],
  auth: ["asan"],
  mail: ["asan", "tsan"],
  decks: ["asan", "tsan"],
  live: ["asan", "tsan", "release"],
  live_cluster: ["asan", "tsan"],
  net: ["asan", "tsan", "release"],
  api: ["asan", "tsan"],
  client: ["asan"],
  rehearse: ["asan"],
  cli: ["asan"],
  load: ["asan"],
  fuzz: ["asan"],
  sim: ["release"],
};

/** The program with a test's cases: `store_postgres` is the program of `store` on another engine, `live_cluster` half of `live`. */
export const program_of = (test) => `test_${test.replace(/_(postgres|cluster)$/, "")}`;

const tests_in = (build) => Object.keys(builds_of_folder).filter((test) => builds_of_folder[test].includes(build));
const programs_in = (build) => [...new Set(tests_in(build).map(program_of))];

/** By name: the preset and its targets. They are built in this order, one at a time; what is tested soonest comes last. */
export const builds = {
  program: { preset: "release", targets: ["aula"] },
  tools: { preset: "release", targets: ["load_attendees", "read_log", "strict_disk", "packet_delay", "refuse"] },
  asan: { preset: "asan", targets: [...programs_in("asan"), "aula_fuzz"] },
  tsan: { preset: "tsan", targets: programs_in("tsan") },
  release: { preset: "release", targets: programs_in("release") },
};

const node_files = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".test.mjs") && !name.includes("node_modules"))
    .sort()
    .map((name) => `${folder}/${name}`);

const node_job = (file, more = "") => ({ name: file, run: `node --test ${more}${file}` });

/** One job for each file of node tests in a folder. */
const node_jobs = (folder, kind) => node_files(folder).map((file) => ({ ...node_job(file), kind }));

/**
 * One job for each program of C++ tests. Those of the first line wait for Postgres and NATS servers, for sockets and for leases. The
 * longest come first, so that none of them is left at the end, when nothing runs beside it.
 */
const waiting_tests = ["live_cluster", "store_postgres", "net", "bus", "rehearse", "cli", "mail", "client"];
const long_tests = ["api", "decks", "live", "store"];
const ctest_order = [...waiting_tests, ...long_tests];
const place_of = (test) => (ctest_order.includes(test) ? ctest_order.indexOf(test) : ctest_order.length);
const ctest_jobs = (preset) =>
  tests_in(preset)
    .sort((a, b) => place_of(a) - place_of(b))
    .map((test) => ({
      name: test,
      kind: waiting_tests.includes(test) ? "waits" : "computes",
      run: `ctest --test-dir build/${preset} --verbose --no-tests=error --timeout 900 --tests-regex '^${test}$'`,
    }));

const fuzz_targets = () =>
  readdirSync(join(root, "tests/fuzz/targets"))
    .filter((name) => name.endsWith(".cpp"))
    .map((name) => name.slice(0, -4))
    .sort();

/** The short form of each fault is a job of its own, so that two of them can run beside each other. */
const fault_jobs = (ids) => [
  ...["plants", "standing_still"].map((name) => ({ ...node_job(`tests/faults/${name}.test.mjs`), kind: "computes" })),
  ...ids.map((id) => ({
    name: `faults ${id}`,
    kind: id === "R15" ? "computes" : "waits", // it converts decks all the time
    run: `AULA_FAULT=${id} node --test tests/faults/short.test.mjs`,
  })),
];

/** The faults whose short form judges by right and wrong alone, and those that have a long form. */
export const faults_in_every_run = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R13", "R14", "R15"];
const faults_in_full = [...faults_in_every_run, "R11", "R12", "reconnect"];

const alone = { kind: "computes", is_alone: true };

/**
 * The suites in the order of their table. `packages` are sections of scripts/packages, `npm` the folders whose npm packages are
 * needed, `after` the builds. `when`: "always" (scripts/test), "all" (also in the gate), "nightly", or "named" only.
 */
export const suites = [
  {
    name: "format",
    shows: "the C++ is formatted as .clang-format says",
    when: "always",
    packages: ["format"],
    jobs: () => [{ name: "format", kind: "computes", run: "tests/gate/check_format.sh" }],
  },
  {
    name: "lint",
    shows: "scripts, TypeScript, words and the newest C++ keep the rules of scripts/lint",
    when: "always",
    packages: ["run", "lint"],
    npm: ["web", "tests/e2e"],
    jobs: () => [
      ...["shell", "format", "web", "prose", "cpp"].map((name) => ({
        name,
        kind: "computes",
        run: `scripts/lint ${name}`,
      })),
      ...node_jobs("tests/lint", "computes"),
    ],
  },
  {
    name: "gate",
    shows: "this runner's own arithmetic, and the folders that need a build",
    when: "always",
    packages: ["run", "faults"],
    jobs: () => node_jobs("tests/gate", "computes"),
  },
  {
    name: "contract",
    shows: "generated files are fresh, examples keep the schema",
    when: "always",
    npm: ["protocol"],
    jobs: () => [
      { name: "generated", kind: "computes", run: "node protocol/generate.mjs --check" },
      ...node_jobs("tests/protocol", "computes"),
    ],
  },
  {
    name: "web",
    shows: "the client: fold, languages, types, pages",
    when: "always",
    npm: ["web"],
    jobs: () => [
      { name: "types", kind: "computes", run: "scripts/build web && cd web && npm run --silent check" },
      { name: "pages", kind: "computes", run: "cd web && npm test" },
    ],
  },
  {
    name: "load",
    shows: "the measuring tools' own arithmetic",
    when: "always",
    jobs: () => node_jobs("tests/load", "computes"),
  },
  {
    name: "e2e",
    shows: "the real server, real sockets, a real browser",
    when: "always",
    packages: ["run", "browser", "services"],
    npm: ["web"],
    after: ["program"],
    jobs: () => node_jobs("tests/e2e", "waits"),
  },
  {
    name: "rehearsal",
    shows: "a whole course week, from registration to report",
    when: "always",
    packages: ["run", "services"],
    after: ["program"],
    jobs: () =>
      ["whole_week", "killed_in_mid_lecture"].map((part) => ({
        name: part,
        kind: "waits",
        run: `tests/e2e/rehearse.sh ${part}`,
      })),
  },
  {
    name: "faults",
    shows: "what happens to servers, done to a real one",
    when: "always",
    packages: ["run", "services", "faults"],
    npm: ["web"],
    after: ["program", "tools"],
    jobs: () => fault_jobs(faults_in_every_run),
  },
  {
    name: "cluster",
    shows: "several servers, and all that can go of them",
    when: "all",
    packages: ["run", "services"],
    after: ["program", "tools"],
    jobs: () => node_jobs("tests/cluster", "waits"),
  },
  {
    name: "asan",
    shows: "every C++ test, under AddressSanitizer and UBSan",
    when: "always",
    packages: ["run", "sanitizers", "services"],
    after: ["asan"],
    jobs: () => ctest_jobs("asan"),
  },
  {
    name: "fuzz",
    shows: "bytes that nobody expects, as many for each reader as take some seconds",
    when: "always",
    packages: ["run", "sanitizers"],
    npm: ["protocol"],
    after: ["asan"],
    jobs: () => fuzz_targets().map((name) => ({ name, kind: "computes", run: `scripts/fuzz ${name}` })),
  },
  {
    name: "unit",
    shows: "the C++ tests that need the optimised build",
    when: "always",
    packages: ["run", "services"],
    after: ["release"],
    jobs: () => ctest_jobs("release"),
  },
  {
    name: "tsan",
    shows: "everything with threads, under ThreadSanitizer",
    when: "all",
    packages: ["run", "sanitizers", "services"],
    after: ["tsan"],
    jobs: () => ctest_jobs("tsan"),
  },
  {
    name: "mishaps",
    shows: "a whole course week in which everything goes wrong with times",
    when: "nightly",
    packages: ["run", "services", "faults"],
    after: ["program"],
    jobs: () => [{ name: "mishaps", ...alone, run: "tests/e2e/rehearse.sh whole_week_with_mishaps" }],
  },
  {
    name: "long",
    shows: "each fault as often and as long as its goal says",
    when: "nightly",
    packages: ["run", "services", "faults"],
    npm: ["web"],
    after: ["program", "tools"],
    jobs: () => faults_in_full.map((id) => ({ name: `full ${id}`, ...alone, run: `scripts/faults --full ${id}` })),
  },
  {
    name: "rules",
    shows: "the whole tree keeps the rules of scripts/lint",
    when: "nightly",
    packages: ["run", "lint"],
    npm: ["web", "tests/e2e"],
    jobs: () => [{ name: "lint all", ...alone, run: "scripts/lint --all shell format web cpp" }],
  },
  {
    name: "plants",
    shows: "every planted bug is noticed",
    when: "nightly",
    packages: ["test"],
    npm: ["web"],
    after: ["program", "tools"],
    jobs: () => [{ name: "plants", ...alone, run: "scripts/faults --plant all" }],
  },
  {
    name: "worlds",
    shows: "6,000 simulated worlds, and a minute of bytes for each reader",
    when: "nightly",
    packages: ["run", "sanitizers"],
    npm: ["protocol"],
    after: ["asan"],
    jobs: () => [
      { name: "worlds", ...alone, run: "scripts/sim --seeds 6000" },
      { name: "bytes", ...alone, run: "scripts/fuzz --nightly" },
    ],
  },
  {
    name: "new",
    shows: "README's two commands on a Debian 12 with nothing installed",
    when: "nightly",
    packages: ["new"],
    jobs: () => [{ name: "machine", ...alone, run: "tests/gate/new_machine.sh" }],
  },
  {
    name: "kills",
    shows: "a rehearsal while everything in a cluster is taken down",
    when: "nightly",
    packages: ["run", "services"],
    after: ["program", "tools"],
    jobs: () => [{ name: "kills", ...alone, run: "AULA_KILLS=1 node --test tests/cluster/cluster.test.mjs" }],
  },
];

/** What suites are about to be run; `named` may be empty. Throws with the name of a suite that does not exist. */
export function chosen(named, upto) {
  const unknown = named.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown) throw new Error(`no suite '${unknown}'; see scripts/test --list`);
  const wanted = { always: ["always"], all: ["always", "all"], nightly: ["always", "all", "nightly"] }[upto];
  return suites.filter(({ name, when }) => (named.length ? named.includes(name) : wanted.includes(when)));
}

/** Folders of C++ tests that are in no build. */
export function forgotten_folders() {
  const has_cases = (folder) =>
    readdirSync(join(root, "tests", folder), { recursive: true }).some((name) => String(name).endsWith("_test.cpp"));
  return readdirSync(join(root, "tests"), { withFileTypes: true })
    .filter((each) => each.isDirectory() && existsSync(join(root, "tests", each.name)) && has_cases(each.name))
    .map((each) => each.name)
    .filter((folder) => !builds_of_folder[folder]?.length);
}
