// A backup of a server that people are using, and what comes back from it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Operated, until } from "./support/operated.mjs";
import { Seat } from "./support/seat.mjs";

const pdf = readFileSync(new URL("../../docs/examples/cutting-edge-immunology/decks/mon-1.pdf", import.meta.url));
const people = 10;
let server, place, backups, acknowledged_before, deck, saved;

const names = () => readdirSync(backups).sort();

before(async () => {
  server = await Operated.start({ limits: { commands_per_second: 1000, commands_burst: 1000 } });
  backups = join(server.folder, "backups");
  place = await server.open(people);
});
after(() => server?.remove());

test("a backup under load has everything that was acknowledged before it began", async () => {
  deck = await server.operator("PUT", `/courses/life/sessions/${place.session}/decks/mon-1.pdf`, pdf);
  const isReady = async () => (await server.operator("GET", `/courses/life/decks/${deck.id}`)).state === "ready";
  await until("the deck is ready", isReady, 120_000);
  const origin = `http://127.0.0.1:${server.port}`;
  const seats = await Promise.all(place.tokens.map((token) => Seat.take(origin, { ...place, token })));
  assert.equal((await seats[0].command("start_session")).type, "ok");
  const acknowledged = [];
  let isOver = false;
  const talks = seats.map(async (seat, who) => {
    for (let count = 0; !isOver; count += 1) {
      const text = `${who}/${count}`;
      if ((await seat.post(text)).type === "ok") acknowledged.push(text);
    }
  });
  await until("some hundred messages", () => acknowledged.length > 300);
  acknowledged_before = acknowledged.slice();
  const made = await server.cli("backup", backups, "--keep", "2");
  const at_end = acknowledged.length;
  isOver = true;
  await Promise.all(talks);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /1 courses, 12 people, \d+ events, 1 decks, [\d.]+ MB in [\d.]+ s\./);
  assert.ok(at_end > acknowledged_before.length, "people went on talking meanwhile");
  [saved] = names();
  assert.match(saved, /^aula-\d{8}T\d{6}Z$/);
  await Promise.all(seats.map((seat) => seat.leave()));
});

test("no restore into the folder of a running server", async () => {
  const { code, err } = await server.cli("restore", join(backups, saved), "--force");
  assert.equal(code, 1);
  assert.match(err, /in use by another Aula server/);
});

test("restored into a new folder, a server starts on it and has all of it, pages too", async () => {
  const other = await Operated.make();
  try {
    const done = await other.cli("restore", join(backups, saved));
    assert.equal(done.code, 0, done.err);
    await other.serve();
    const kept = new Set(await other.chat(place));
    assert.deepEqual(
      acknowledged_before.filter((text) => !kept.has(text)),
      [],
    );
    const { state, hash } = await other.operator("GET", `/courses/life/decks/${deck.id}`);
    assert.equal(state, "ready");
    const page = await fetch(`http://127.0.0.1:${other.port}/decks/${hash}/1-960.webp`);
    assert.equal(page.status, 200);
    assert.ok((await page.arrayBuffer()).byteLength > 1000);
    assert.equal((await other.stop()).code, 0);
    const again = await other.cli("restore", join(backups, saved));
    assert.equal(again.code, 1);
    assert.match(again.err, /--force/);
    const forced = await other.cli("restore", join(backups, saved), "--force");
    assert.equal(forced.code, 0, forced.err);
    assert.match(forced.out, /What was there is in .*before-restore-/);
    await other.serve();
    assert.ok((await other.chat(place)).length >= acknowledged_before.length);
  } finally {
    await other.remove();
  }
});

test("only the newest backups are kept, of a stopped server too", async () => {
  await server.stop();
  for (let made = 2; made <= 3; made += 1) {
    // Named by the second: one in the same second is refused, and tried again in the next.
    await until("another backup", async () => {
      const { code, err } = await server.cli("backup", backups, "--keep", "2");
      if (code !== 0) assert.match(err, /exists already and is left alone/);
      return code === 0;
    });
  }
  assert.equal(names().length, 2);
  assert.ok(!names().includes(saved));
});
