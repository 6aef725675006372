// A server has its address alone: whoever starts a second one there is told who has it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { lasting_port } from "../support/ports.mjs";
import { binary, Operated, until } from "./support/operated.mjs";

const json = { log: { level: "info", format: "json" } };
let first;

before(async () => (first = await Operated.start(json)));
after(() => first?.remove());

/** Starts a server that has to be refused; answers what it said. */
async function refused(server_settings, more = {}) {
  const second = await Operated.make({ ...json, server: server_settings, ...more });
  try {
    await assert.rejects(second.serve(), /did not start/, `it started on ${JSON.stringify(server_settings)}`);
    const { code } = await second.ending();
    assert.equal(code, 1);
    assert.deepEqual(second.said("listening"), []);
    return second.log;
  } finally {
    await second.remove();
  }
}

/** What doctor says of another data folder; its exit code tells of this machine too. */
function doctor_of(data, port) {
  const words = ["--data", data, "--set", `server.listen=127.0.0.1:${port}`, "doctor"];
  return spawnSync(binary, words, { encoding: "utf8" }).stdout;
}

test("the port that was taken is logged, told by status, and in the links", async () => {
  await until("it has said that it listens", () => first.said("listening").length === 1);
  const [{ address, url }] = first.said("listening");
  assert.match(address, /^127\.0\.0\.1:[1-9]\d+$/);
  assert.equal(url, `http://${address}`);
  const status = await first.cli("status");
  assert.deepEqual([JSON.parse(status.out).listen, JSON.parse(status.out).url], [address, url]);
  const place = await first.open(1);
  const { people } = await first.operator("POST", `/courses/${place.course}/roster`, [
    { name: "Ada", email: "ada@example.org" },
  ]);
  assert.ok(people[0].join_link.startsWith(`${url}/join#`), people[0].join_link);
  const health = await (await fetch(`${url}/api/v1/health`)).json();
  assert.deepEqual(Object.keys(health).sort(), ["status", "version"], "nobody else is told");
});

test("a second server is refused: by address, by wildcard, on one thread and on several", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0", "[::]", "localhost"]) {
    for (const shards of [1, 3]) {
      const said = await refused({ listen: `${host}:${first.port}`, shards });
      assert.match(
        said,
        new RegExp(
          `:${first.port} is in use by another Aula server \\(process ${first.pid}, data folder ${first.data}\\)`,
        ),
      );
      assert.match(said, /stop it first, or choose another address \(server\.listen\)/);
    }
  }
  const here = await fetch(`http://127.0.0.1:${first.port}/api/v1/health`);
  assert.equal(here.status, 200);
});

test("a metrics port is nobody else's either, and not the server's own", async () => {
  const said = await refused({ listen: "127.0.0.1:0" }, { metrics: { listen: `127.0.0.1:${first.port}` } });
  assert.match(said, /is in use by another Aula server .*\(metrics\.listen\)/);
  const port = await lasting_port();
  const twice = await refused({ listen: `127.0.0.1:${port}` }, { metrics: { listen: `127.0.0.1:${port}` } });
  assert.match(twice, new RegExp(`127\\.0\\.0\\.1:${port} is in use by this server itself; metrics\\.listen needs`));
});

test("a program that is not Aula is named too", async () => {
  const stranger = createServer();
  await new Promise((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  try {
    const said = await refused({ listen: `127.0.0.1:${stranger.address().port}` });
    assert.match(said, new RegExp(`is in use by process ${process.pid} \\(\\S+\\); stop it first`));
  } finally {
    stranger.close();
  }
});

test("a data folder in use is still what is told first", async () => {
  const { code, err } = await first.cli("serve");
  assert.equal(code, 1);
  assert.match(err, /the data folder .* is in use by another Aula server/);
});

test("of two servers that start at the same moment one survives, twenty times", async () => {
  const port = await lasting_port();
  const pair = await Promise.all([1, 2].map(() => Operated.make(json, port)));
  try {
    for (let round = 1; round <= 20; ++round) {
      for (const each of pair) each.log = "";
      const outcomes = await Promise.all(
        pair.map((each) =>
          each.serve().then(
            () => true,
            () => false,
          ),
        ),
      );
      assert.equal(
        outcomes.filter(Boolean).length,
        1,
        `round ${round}: ${outcomes}\n${pair.map((each) => each.log).join("\n")}`,
      );
      const [winner, loser] = outcomes[0] ? pair : pair.toReversed();
      assert.equal((await loser.ending()).code, 1);
      assert.match(loser.log, /is in use by/);
      assert.equal((await winner.stop()).code, 0);
    }
  } finally {
    for (const each of pair) await each.remove();
  }
});

test("it starts again on its port right after a stop and after a kill, with connections that were open", async () => {
  const server = await Operated.start(json, await lasting_port());
  try {
    for (const signal of ["SIGTERM", "SIGKILL", "SIGTERM"]) {
      const place = await fetch(`http://127.0.0.1:${server.port}/`); // a connection that stays open
      assert.equal(place.status, 200);
      server.signal(signal);
      await server.ending();
      await server.serve();
    }
    await until("it has said four times that it listens", () => server.said("listening").length === 4);
    server.signal("SIGHUP");
    await until("reloaded", () => server.said("reloaded").length === 1);
    assert.deepEqual(server.said("changed settings need a restart"), []);
  } finally {
    await server.remove();
  }
});

test("a reload has nothing to say of a port that the kernel chose", async () => {
  const { code, out } = await first.cli("reload");
  assert.equal(code, 0);
  assert.doesNotMatch(out, /restart/);
});

test("doctor names who has the port of a configuration, and is content with its own server", async () => {
  const { out } = await first.cli("--set", `server.listen=127.0.0.1:${first.port}`, "doctor");
  assert.doesNotMatch(out, /is in use by/);
  const other = doctor_of(join(first.folder, "elsewhere"), first.port);
  assert.match(
    other,
    new RegExp(`BAD +port +127\\.0\\.0\\.1:${first.port} is in use by another Aula server \\(process ${first.pid}`),
  );
});
