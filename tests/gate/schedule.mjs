// In which order jobs and builds run beside each other on a small machine.
//
// One build runs at a time, at idle priority: it takes what the tests leave. A job that waits needs a quarter of a core, measured
// over all of them, so three of them run beside a build and a job that computes. After the last build a second job that computes
// may run, unless more than one waits: jobs that starve each other judge by the clock, not by right and wrong.

export const waiting_max = 3;

/** How many jobs may compute beside this many that wait. */
const computing_max = (is_building, waiting) => (is_building || waiting > 1 ? 1 : 2);

/**
 * The jobs that may start now, in the order given. `job.after` names builds. A job that `is_alone` measures time: it starts when
 * nothing else runs, and nothing starts beside it; it comes after all others. `is_building`: a build runs, or comes next.
 */
export function next_jobs(waiting, running, built, is_building = true) {
  const started = [];
  for (;;) {
    const beside = [...running, ...started];
    if (beside.some((job) => job.is_alone)) return started;
    const waits = beside.filter((job) => job.kind === "waits").length;
    const computing = beside.length - waits;
    const has_room = (job) =>
      job.kind === "waits" ? waits < waiting_max : computing < computing_max(is_building, waits);
    const next = waiting.find(
      (job) => !started.includes(job) && job.after.every((name) => built.has(name)) && !job.is_alone && has_room(job),
    );
    const alone = beside.length === 0 && waiting.every((job) => job.is_alone) ? waiting[0] : undefined;
    if (!next && !alone) return started;
    started.push(next ?? alone);
  }
}

/**
 * Runs everything: `run_build(name)` answers whether it was built, `run_job(job)` never throws. A job whose build failed is
 * handed to `give_up(job, build)`. The first build starts at once; everything else waits for `install()`, which it runs beside.
 */
export async function run_all({ install, builds, jobs, run_build, run_job, give_up }) {
  const built = new Set();
  const broken = new Set();
  const waiting = [...jobs];
  const running = new Set();
  let wake = () => {};
  const turn = () => new Promise((resolve) => (wake = resolve));

  let is_building = builds.length > 0;
  const installed = install();
  const building = (async () => {
    for (const [at, name] of builds.entries()) {
      if (at > 0) await installed;
      (await run_build(name)) ? built.add(name) : broken.add(name);
      wake();
    }
    is_building = false;
    wake();
  })();
  await installed;
  const start = (job) => {
    waiting.splice(waiting.indexOf(job), 1);
    running.add(job);
    run_job(job).finally(() => {
      running.delete(job);
      wake();
    });
  };
  while (waiting.length > 0 || running.size > 0) {
    const woken = turn();
    for (const job of waiting.filter((each) => each.after.some((name) => broken.has(name)))) {
      waiting.splice(waiting.indexOf(job), 1);
      give_up(
        job,
        job.after.find((name) => broken.has(name)),
      );
    }
    for (const job of next_jobs(waiting, [...running], built, is_building)) start(job);
    if (waiting.length > 0 || running.size > 0) await woken;
  }
  await building;
}
