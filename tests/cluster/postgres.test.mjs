// The pair of PostgreSQL and its watchdog: what the cluster's tests stand on has to be right itself.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { pass, until } from "../faults/support/waiting.mjs";
import { lasting_ports } from "../support/ports.mjs";
import { in_folder } from "./support/place.mjs";
import { Postgres } from "./support/postgres.mjs";
import { PostgresPair } from "./support/postgres_pair.mjs";
import { find_programs } from "./support/programs.mjs";
import { SqlClient } from "./support/sql.mjs";
import { Writer } from "./support/writer.mjs";

/** Runs `work(pair, writer)` while somebody writes, and then looks for what was acknowledged in both databases. */
const under_writes = (work) =>
  in_folder(async (folder) => {
    const pair = new PostgresPair(find_programs(), join(folder, "postgres"), await lasting_ports(2));
    const writer = new Writer(pair.servers.map((each) => each.port));
    try {
      await pair.start();
      await writer.start();
      await written_more(writer);
      await work(pair, writer);
      await pair.until_synchronous();
      await written_more(writer);
      await writer.stop();
      await pair.until_replayed();
      for (const each of pair.servers) assert.deepEqual(await writer.missing_at(each), [], `missing at "${each.name}"`);
    } catch (error) {
      error.message += `\nWhat the watchdog did: ${JSON.stringify(pair.history, null, 1)}`;
      throw error;
    } finally {
      await writer.stop();
      await pair.stop();
    }
  });

/** Waits until more is acknowledged than now. */
async function written_more(writer, patience_ms = 60_000) {
  const before = writer.acknowledged.length;
  assert.ok(
    await until(() => writer.acknowledged.length > before + 10, patience_ms),
    "nothing is acknowledged any more",
  );
}

test("questions that overlap are all answered, each with its own rows, also after one that fails or comes too late", () =>
  in_folder(async (folder) => {
    const [port] = await lasting_ports(1);
    const server = new Postgres(find_programs(), "one", join(folder, "one"), port);
    try {
      await server.initialize();
      await server.start();
      const to = await SqlClient.connect(port);
      const asked = [1, 2, 3].map((number) => to.query(`SELECT ${number} AS n, pg_sleep(0.05)`));
      const wrong = to.query("SELECT nothing");
      const last = to.query("SELECT 5 AS n");
      await assert.rejects(wrong, /nothing/);
      assert.deepEqual(
        (await Promise.all([...asked, last])).map(([row]) => row.n),
        ["1", "2", "3", "5"],
      );
      const late = to.query("SELECT pg_sleep(20)", 100);
      const behind = to.query("SELECT 1");
      await assert.rejects(late, /no answer in time/);
      await assert.rejects(behind, /the connection was closed/);
    } finally {
      await server.stop();
    }
  }));

test("what was acknowledged when the primary is killed is at the promoted standby, and both are a pair again", () =>
  under_writes(async (pair, writer) => {
    for (let times = 0; times < 2; ++times) {
      await pair.until_synchronous();
      const { primary, standby } = pair;
      await primary.program.kill();
      await pair.until_other_than(primary);
      assert.equal(pair.primary.name, standby.name);
      assert.deepEqual(await writer.missing_at(standby), []);
      await written_more(writer);
    }
  }));

test("a primary that stands still is ended before another one takes its part", () =>
  under_writes(async (pair, writer) => {
    const { primary } = pair;
    await primary.program.freeze();
    await pair.until_other_than(primary);
    assert.notEqual(pair.primary.name, primary.name);
    await written_more(writer);
  }));

for (const how of ["kill", "freeze"]) {
  test(`commits do not wait for ever for a standby that is gone (${how})`, () =>
    under_writes(async (pair, writer) => {
      const { standby } = pair;
      await standby.program[how]();
      const waits_at = writer.acknowledged.length;
      await pass(1000); // the watchdog does not act that soon
      assert.ok(writer.acknowledged.length <= waits_at + 1, "a commit did not wait for the synchronous standby");
      await pair.until_alone();
      await written_more(writer);
      standby.program.thaw();
    }));
}

test("a primary that is killed while its standby may lack something is started again, and nobody promoted", () =>
  under_writes(async (pair, writer) => {
    const { primary, standby } = pair;
    await standby.program.freeze();
    await pair.until_alone();
    await written_more(writer);
    await primary.program.kill();
    await written_more(writer);
    assert.equal(pair.primary.name, primary.name);
    standby.program.thaw();
  }));
