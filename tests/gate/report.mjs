// The table at the end of a run, the slowest jobs and cases, and whether every C++ case ran somewhere.

const column = (text, width) => String(text).padStart(width);
const seconds = (value) => column(value.toFixed(value < 10 ? 1 : 0), 7);

/** One line a suite: how long its builds took, how long its jobs ran (added up), processor time, counts. */
export function suite_line({ name, build, run, cpu, passed, failed, skipped }) {
  const skip = skipped ? `, ${skipped} skipped` : "";
  return `${name.padEnd(10)} ${seconds(build)} ${seconds(run)} ${seconds(cpu)}  ${column(passed, 6)} passed ${column(failed, 4)} failed${skip}`;
}

export const header = `${"suite".padEnd(10)} ${["build s", "run s", "CPU s"].map((name) => column(name, 7)).join(" ")}`;

/** The `count` with the most seconds, one line each. */
export const slowest = (all, count = 10) =>
  [...all]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds: took, suite }) => `${seconds(took)} s  ${suite}: ${name}`);

/**
 * Adds up what jobs and builds took, by suite. A build counts for the first suite that needs it. `done` has for each job
 * {suite, name, wall, cpu, passed, failed, skipped}, `build_times` for each build {wall, cpu}.
 */
export function rows_of(suites, done, build_times) {
  const counted = new Set();
  return suites.map(({ name, after = [] }) => {
    const row = { name, build: 0, run: 0, cpu: 0, passed: 0, failed: 0, skipped: 0 };
    for (const build of after.filter((each) => build_times[each] && !counted.has(each))) {
      counted.add(build);
      row.build += build_times[build].wall;
      row.cpu += build_times[build].cpu;
    }
    for (const job of done.filter((each) => each.suite === name)) {
      row.run += job.wall;
      for (const key of ["cpu", "passed", "failed", "skipped"]) row[key] += job[key];
    }
    return row;
  });
}

/** The names in doctest's `--list-test-cases`. */
export const listed_cases = (text) =>
  text.split("\n").filter((line) => line.trim() && !line.startsWith("[doctest]") && !/^=+$/.test(line.trim()));

/** The cases of a program that ran in no build. `ran` are those that the logs show. */
export function cases_left_out(listed, ran) {
  const seen = new Set(ran.map((name) => name.trim()));
  return listed.map((name) => name.trim()).filter((name) => !seen.has(name));
}
