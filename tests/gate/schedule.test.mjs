import assert from "node:assert/strict";
import test from "node:test";
import { next_jobs, run_all } from "./schedule.mjs";

const job = (name, kind, more = {}) => ({ name, kind, after: [], ...more });
const names = (jobs) => jobs.map(({ name }) => name);

test("beside a build three jobs wait and one computes", () => {
  const all = ["a", "b", "c", "d"].map((name) => job(name, "waits"));
  const both = [...all, job("e", "computes"), job("f", "computes")];
  assert.deepEqual(names(next_jobs(both, [], new Set())), ["a", "b", "c", "e"]);
  assert.deepEqual(names(next_jobs(all, [job("g", "waits"), job("h", "waits")], new Set())), ["a"]);
  assert.deepEqual(next_jobs(both, [job("g", "waits"), ...all.slice(1, 3), job("h", "computes")], new Set()), []);
});

test("after the last build a second job computes unless more than one waits", () => {
  const next = (waiting, running) => names(next_jobs(waiting, running, new Set(), false));
  const two = [job("d", "computes"), job("e", "computes")];
  assert.deepEqual(next(two, []), ["d", "e"]);
  assert.deepEqual(next(two, [job("a", "waits")]), ["d", "e"]);
  assert.deepEqual(next(two, [job("a", "waits"), job("b", "waits")]), ["d"]);
  assert.deepEqual(next([job("a", "waits"), ...two], [job("b", "waits")]), ["a", "d"]);
  assert.deepEqual(next([job("a", "waits")], two), ["a"]);
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
