// Runs Aula's tests: scripts/test installs Node.js and calls this. docs: CONTRIBUTING.md, `scripts/test --help`.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cases_in, counts_in, excerpt_of, failures_in } from "./log_text.mjs";
import { end_commands_with_this, run_command } from "./process.mjs";
import { cases_left_out, header, listed_cases, rows_of, slowest, suite_line } from "./report.mjs";
import { run_all } from "./schedule.mjs";
import { builds, builds_of_folder, chosen, program_of, root, suites } from "./suites.mjs";

const usage = `scripts/test             run every suite but cluster and tsan, which take long and repeat much
scripts/test --all       run those as well: what the gate runs
scripts/test --nightly   run everything in its long form; takes hours
scripts/test NAME…       run some suites, for example: scripts/test web e2e
scripts/test --list      name the suites

Each job's output is in build/test-logs/SUITE.JOB.log and is shown when the job fails.
Node.js and the Debian packages that the chosen suites need are installed first; AULA_SKIP_SETUP=1 skips that.
`;

const words = process.argv.slice(2);
if (words.includes("-h") || words.includes("--help")) {
  process.stdout.write(usage);
  process.exit(0);
}
if (words.includes("--list")) {
  for (const { name, shows, when } of suites)
    console.log(`${name.padEnd(10)} ${shows}${when === "always" ? "" : ` (${when})`}`);
  process.exit(0);
}
const upto = words.includes("--nightly") ? "nightly" : words.includes("--all") ? "all" : "always";
const stray = words.find((word) => word.startsWith("-") && !["--all", "--nightly"].includes(word));
if (stray) {
  process.stderr.write(`scripts/test: there is no option ${stray}\n\n${usage}`);
  process.exit(2);
}

const started = performance.now();
const since_start = () => Math.round((performance.now() - started) / 1000);
const log_of = (name) => join(root, "build/test-logs", `${name.replaceAll("/", ".").replaceAll(" ", ".")}.log`);

let todo;
try {
  todo = chosen(
    words.filter((word) => !word.startsWith("-")),
    upto,
  );
} catch (error) {
  process.stderr.write(`scripts/test: ${error.message}\n`);
  process.exit(2);
}

const union = (key) => [...new Set(todo.flatMap((suite) => suite[key] ?? []))];
let setup_seconds = 0;

/** Runs one of scripts/ and shows what it says; without it no test can run. */
async function step(program, words) {
  const began = performance.now();
  const child = spawn(program, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const status = await new Promise((resolve) => child.once("exit", resolve).once("error", () => resolve(1)));
  setup_seconds += (performance.now() - began) / 1000;
  if (status !== 0) process.exit(1);
}

/** What the first build needs comes first, so that the rest is installed while it runs. */
async function install_first() {
  mkdirSync(join(root, "build/test-logs"), { recursive: true });
  if (union("packages").includes("run")) await step("scripts/setup", ["run"]);
}

async function install_rest() {
  const sections = union("packages").filter((section) => section !== "run");
  if (sections.length > 0) await step("scripts/setup", sections);
  if (union("npm").length > 0) await step("scripts/build", ["npm", ...union("npm")]);
}

const done = [];
const build_times = {};
const complaints = [];
const slow_cases = [];
const ran_cases = {};

async function run_build(name) {
  const { preset, targets } = builds[name];
  console.log(`▸ build ${name} …`);
  // The first build is what everything waits for. Later ones take the time that the tests leave.
  const is_idle = Object.keys(build_times).length > 0;
  const log = log_of(`build.${name}`);
  const { status, text, wall, cpu } = await run_command(`scripts/build ${preset} ${targets.join(" ")}`, log, {
    is_idle,
  });
  build_times[name] = { wall, cpu };
  console.log(`${status === 0 ? "✓" : "✖"} build ${name}  ${wall.toFixed(0)} s, ${cpu.toFixed(0)} s of processor time`);
  if (status !== 0) console.log(excerpt_of(text));
  return status === 0;
}

function settle(job, { status, text, wall, cpu }) {
  const counts = counts_in(text);
  if (status === 0 && counts.passed + counts.failed + counts.skipped === 0) {
    // A check without a count of its own is one test: it passed.
    counts.passed = 1;
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  done.push({ suite: job.suite, name: job.name, wall, cpu, ...counts });
  const cases = cases_in(text);
  slow_cases.push(...cases.map((each) => ({ ...each, suite: job.suite })));
  if (["asan", "tsan", "unit"].includes(job.suite)) {
    const program = program_of(job.name);
    ran_cases[program] ??= [];
    ran_cases[program].push(...cases.map((each) => each.name));
  }
  const is_good = status === 0 && counts.failed === 0;
  console.log(
    `${is_good ? "✓" : "✖"} ${job.suite}: ${job.name}  ${counts.passed} passed, ${counts.failed} failed  ${wall.toFixed(1)} s, ${cpu.toFixed(0)} s of processor time`,
  );
  if (is_good) return;
  console.log(excerpt_of(text));
  complaints.push(...failures_in(text).map((line) => `${job.suite}: ${job.name}: ${line}`));
}

/** Ten times as long as the longest job; those of the night may take hours. */
const job_seconds_max = 1200;
const run_job = async (job) =>
  settle(
    job,
    await run_command(job.run, log_of(`${job.suite}.${job.name}`), {
      seconds_max: job.is_alone ? undefined : job_seconds_max,
    }),
  );
const give_up = (job, build) => settle(job, { status: 1, text: `the build '${build}' failed`, wall: 0, cpu: 0 });

/** Every case of every C++ program that was built ran in at least one build. */
function check_cases() {
  const left_out = [];
  for (const test of Object.keys(builds_of_folder)) {
    const program = program_of(test);
    const preset = builds_of_folder[test].find((each) => existsSync(join(root, "build", each, "tests", program)));
    if (!preset) continue;
    const text = execFileSync(join(root, "build", preset, "tests", program), ["--list-test-cases"], {
      cwd: root,
      encoding: "utf8",
    });
    left_out.push(...cases_left_out(listed_cases(text), ran_cases[program] ?? []).map((name) => `${program}: ${name}`));
  }
  const text = left_out.length
    ? left_out.map((each) => `not ok - ran in no build: ${each}`).join("\n")
    : "1 passed, 0 failed";
  settle({ suite: "gate", name: "every C++ case ran" }, { status: left_out.length ? 1 : 0, text, wall: 0, cpu: 0 });
}

end_commands_with_this();
await install_first();
const jobs = todo.flatMap((suite) =>
  suite.jobs().map((job) => ({ ...job, suite: suite.name, after: job.after ?? suite.after ?? [] })),
);
const needed = Object.keys(builds).filter((name) => jobs.some((job) => job.after.includes(name)));
await run_all({ install: install_rest, builds: needed, jobs, run_build, run_job, give_up });
if (["asan", "unit"].every((name) => todo.some((suite) => suite.name === name))) check_cases();

const rows = rows_of(todo, done, build_times);
console.log(`\n${header}`);
console.log(`${"setup".padEnd(10)} ${setup_seconds.toFixed(0).padStart(7)}`);
for (const row of rows) console.log(suite_line(row));
console.log("\nthe slowest jobs:");
for (const line of slowest(done.map(({ suite, name, wall }) => ({ suite, name, seconds: wall })))) console.log(line);
console.log("\nthe slowest cases:");
for (const line of slowest(slow_cases)) console.log(line);
if (complaints.length) console.log(`\n${complaints.join("\n")}`);
const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
const processor = total("cpu").toFixed(0);
console.log(`\n${since_start()} s in all, ${processor} s of processor time`);
console.log(
  `\n${total("passed")} passed, ${total("failed")} failed${total("skipped") ? `, ${total("skipped")} skipped` : ""}`,
);
process.exit(total("failed") === 0 ? 0 : 1);
