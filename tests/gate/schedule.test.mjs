import assert from "node:assert/strict";
import test from "node:test";
import { next_jobs, run_all } from "./schedule.mjs";

const job = (name, kind, more = {}) => ({ name, kind, after: [], ...more });
const names = (jobs) => jobs.map(({ name }) => name);

test("one job that waits runs beside one that computes", () => {
  const waiting = [job("a", "waits"), job("b", "waits"), job("c", "computes")];
  assert.deepEqual(names(next_jobs(waiting, [], new Set())), ["a", "c"]);
});

test("two of a kind run together when nothing else is left", () => {
  const waiting = [job("a", "waits"), job("b", "waits"), job("c", "waits")];
  assert.deepEqual(names(next_jobs(waiting, [], new Set())), ["a", "b"]);
  assert.deepEqual(names(next_jobs(waiting, [job("d", "waits")], new Set())), ["a"]);
  assert.deepEqual(next_jobs(waiting, [job("d", "waits"), job("e", "waits")], new Set()), []);
});

test("after the last build a third job may run, and of three at most one computes beside two that wait", () => {
  const next = (waiting, running) => names(next_jobs(waiting, running, new Set(), false));
  const all = [job("a", "waits"), job("b", "waits"), job("c", "computes"), job("d", "computes")];
  assert.deepEqual(next(all, []), ["a", "c", "b"]);
  assert.deepEqual(next([job("d", "computes")], [job("a", "waits"), job("c", "computes")]), []);
  assert.deepEqual(next([job("d", "computes")], [job("a", "waits"), job("b", "waits")]), ["d"]);
  assert.deepEqual(next([job("b", "waits")], [job("c", "computes"), job("d", "computes")]), ["b"]);
  assert.deepEqual(next(all, [job("e", "waits"), job("f", "waits"), job("g", "computes")]), []);
});

test("a job does not start before its build", () => {
  const waiting = [job("a", "waits", { after: ["tools"] }), job("b", "waits")];
  assert.deepEqual(names(next_jobs(waiting, [], new Set())), ["b"]);
  assert.deepEqual(names(next_jobs(waiting, [], new Set(["tools"]))), ["a", "b"]);
});

test("a job that measures time comes last and runs alone", () => {
  const timed = job("timed", "waits", { is_alone: true });
  assert.deepEqual(names(next_jobs([timed, job("a", "waits")], [], new Set())), ["a"]);
  assert.deepEqual(next_jobs([timed], [job("a", "waits")], new Set()), []);
  assert.deepEqual(names(next_jobs([timed, job("b", "waits", { is_alone: true })], [], new Set())), ["timed"]);
  assert.deepEqual(next_jobs([job("a", "waits")], [timed], new Set()), []);
});

async function played(builds, jobs, broken = []) {
  const told = [];
  await run_all({
    install: async () => void told.push("install"),
    builds,
    jobs,
    run_build: async (name) => {
      told.push(`build ${name}`);
      return !broken.includes(name);
    },
    run_job: async ({ name }) => void told.push(name),
    give_up: ({ name }, build) => told.push(`${name} without ${build}`),
  });
  return told;
}

test("everything runs once, and jobs whose build failed are given up by name", async () => {
  const jobs = [job("a", "waits", { after: ["one"] }), job("b", "computes", { after: ["two"] }), job("c", "computes")];
  const told = await played(["one", "two"], jobs, ["two"]);
  assert.deepEqual([...told].sort(), ["a", "b without two", "build one", "build two", "c", "install"]);
  assert.ok(told.indexOf("a") > told.indexOf("build one"));
});

test("without builds and without jobs there is an end", async () => {
  assert.deepEqual(await played([], []), ["install"]);
  assert.deepEqual(await played([], [job("a", "waits"), job("b", "waits"), job("c", "waits")]), [
    "install",
    "a",
    "b",
    "c",
  ]);
});

test("the first build does not wait for what is installed beside it; the second one and the jobs do", async () => {
  const told = [];
  let finish;
  const installing = new Promise((resolve) => (finish = resolve));
  const running = run_all({
    install: () => installing.then(() => told.push("installed")),
    builds: ["one", "two"],
    jobs: [job("a", "waits", { after: ["one"] })],
    run_build: async (name) => {
      told.push(name);
      if (name === "one") finish();
      return true;
    },
    run_job: async ({ name }) => void told.push(name),
    give_up: () => {},
  });
  await running;
  assert.deepEqual(told.slice(0, 2), ["one", "installed"]);
  assert.deepEqual([...told].sort(), ["a", "installed", "one", "two"]);
});
