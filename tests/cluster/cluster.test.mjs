// The whole cluster: nodes behind the front, a rehearsal while everything is taken down in turn.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { root } from "../faults/support/binaries.mjs";
import { until } from "../faults/support/waiting.mjs";
import { Cluster } from "./support/cluster.mjs";
import { kinds } from "./support/kinds.mjs";
import { in_folder } from "./support/place.mjs";

const program = fileURLToPath(new URL("cluster.mjs", import.meta.url));
const aula = process.env.AULA_BINARY ?? join(root, "build/release/aula");
const patience_ms = 60_000;

const with_one_node = (work) =>
  in_folder(async (folder) => {
    const cluster = new Cluster(aula, folder, { count: 1 });
    try {
      await cluster.start();
      await work(cluster);
    } finally {
      await cluster.stop();
    }
  });

test("behind the front people stay with a node by its cookie, and come back when it does", () =>
  with_one_node(async (cluster) => {
    const ask = (path, headers = {}) => fetch(`${cluster.front.url}${path}`, { headers });
    const first = await ask("/api/v1/health");
    assert.equal(first.status, 200);
    const cookie = first.headers.getSetCookie().find((each) => each.startsWith("aula_node="));
    assert.match(cookie, /^aula_node=n1;.*HttpOnly/i);
    const again = await ask("/api/v1/health", { cookie: cookie.split(";")[0] });
    assert.deepEqual(again.headers.getSetCookie(), [], "whoever has the cookie keeps it");

    const [node] = cluster.nodes;
    await node.program.kill();
    assert.ok(await until(async () => (await cluster.front.seen()).rooms.n1 === "DOWN", patience_ms));
    assert.equal((await ask("/api/v1/health")).status, 503);
    await node.start_again();
    await cluster.until_well();
    assert.equal((await ask("/api/v1/health")).status, 200);
  }));

test("while no node is ready, people still reach one that answers", () =>
  with_one_node(async (cluster) => {
    const [node] = cluster.nodes;
    await node.road.cut("postgres");
    assert.ok(
      await until(async () => (await cluster.front.seen()).requests.n1 !== "UP", patience_ms),
      "a node without its database is not ready",
    );
    assert.equal((await cluster.front.seen()).rooms.n1, "UP");
    assert.equal((await fetch(`${cluster.front.url}/api/v1/health`)).status, 200);
    await node.road.mend("postgres");
    await cluster.until_well();
  }));

/** Runs the script; `{code, found, said}`. */
const script = (...words) =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { maxBuffer: 1 << 26 }, (failed, out, said) => {
      resolve({ code: failed?.code ?? 0, found: out.trim().startsWith("{") ? JSON.parse(out) : null, out, said });
    });
  });

test("a day of lectures over three nodes loses, doubles and miscounts nothing", async () => {
  const { code, found, said } = await script(
    "--rehearse",
    "--students",
    "8",
    "--day",
    "1",
    "--seconds",
    "15",
    "--json",
  );
  assert.ok(found, said);
  assert.deepEqual(found.complaints, [], said);
  assert.equal(code, 0);
  assert.equal(found.nodes, 3);
});

const on_request = { skip: process.env.AULA_KILLS ? false : "scripts/test kills runs it" };

test(
  "what is done to it in a rehearsal, one of each kind, loses, doubles and miscounts nothing",
  on_request,
  async (t) => {
    const words = [
      "--rehearse",
      "--students",
      "8",
      "--day",
      "1",
      "--seconds",
      "45",
      "--kill",
      "--every",
      "8",
      "--quick",
      "0.2",
      "--json",
    ];
    const { code, found, said } = await script(...words);
    assert.ok(found, said);
    const hit = new Set(found.kills.map((each) => each.kind));
    t.diagnostic(`${found.nodes} nodes, ${found.kills.length} kills of ${hit.size} kinds`);
    assert.deepEqual(found.complaints, [], said);
    assert.equal(code, 0);
    assert.deepEqual([...hit].sort(), kinds.map(({ name }) => name).sort(), "every kind");
    assert.ok(found.logs.events > 0);
  },
);

test("slides turned at the owner's node reach everybody at the others, and are timed", async () => {
  const { code, found, said } = await script("--distance", "--students", "12", "--rounds", "3", "--json");
  assert.equal(code, 0, said);
  assert.equal(found.missing, 0);
  assert.equal(found.by_node.length, 3);
  for (const each of found.by_node) assert.ok(each.p50_ms > 0 && each.p50_ms <= each.last_ms, JSON.stringify(found));
});

test("Ctrl-C ends everything and leaves nothing", async () => {
  const running = spawn(process.execPath, [program, "--nodes", "1"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, AULA_BINARY: aula },
  });
  let out = "";
  running.stdout.on("data", (text) => (out += text));
  assert.ok(await until(() => out.includes("Ctrl-C ends everything"), 2 * patience_ms), out);
  const folder = /^everything +(\S+)$/m.exec(out)[1];
  assert.ok(processes_of(folder).length >= 6);
  const ended = new Promise((resolve) => running.once("exit", resolve));
  running.kill("SIGINT");
  assert.equal(await ended, 0);
  assert.deepEqual(processes_of(folder), []);
  assert.ok(!existsSync(folder));
});

test("when the script is killed, what it started goes with it", async () => {
  const running = spawn(process.execPath, [program, "--nodes", "1"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, AULA_BINARY: aula },
  });
  let out = "";
  running.stdout.on("data", (text) => (out += text));
  assert.ok(await until(() => out.includes("Ctrl-C ends everything"), 2 * patience_ms), out);
  const folder = /^everything +(\S+)$/m.exec(out)[1];
  running.kill("SIGKILL");
  assert.ok(await until(() => processes_of(folder).length === 0, patience_ms), processes_of(folder).join("\n"));
  rmSync(folder, { recursive: true, force: true });
});

test("a wrong wish is answered by one line", async () => {
  for (const words of [["--kill", "haproxy"], ["--students", "none"], ["--nodes", "0"], ["--unknown"]]) {
    const { code, said } = await script(...words);
    assert.equal(code, 2);
    assert.match(said, /^cluster: [^\n]+\n$/);
  }
});

/** Command lines of processes that have to do with a folder. */
function processes_of(folder) {
  const line_of = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(line_of)
    .filter((line) => line.includes(folder));
}
