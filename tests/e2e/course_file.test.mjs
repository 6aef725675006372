// A course file that is imported again: what it changes, what it keeps, and what it removes when it is told to.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ask_operator } from "../support/operator.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = process.env.AULA_BINARY ?? join(root, "build/release/aula");
const pdf = readFileSync(join(root, "tests/decks/fixtures/no-copying.pdf"));
const folder = mkdtempSync(join(tmpdir(), "aula-course-file-"));
const data = join(folder, "data");
let server;

const file = (name, { title = "Monday", key = "tue-1", staff = "" } = {}) => {
  const path = join(folder, name);
  writeFileSync(
    path,
    `slug = "week"
title = "Week"
zone = "Europe/Amsterdam"
consent = "We store your name."
[[people]]
key = "org"
name = "Olga Organizer"
role = "organizer"
${staff}
[[sessions]]
key = "mon-1"
title = "${title}"
starts = 2026-12-07T09:00:00
ends = 2026-12-07T09:45:00
[[sessions]]
key = "${key}"
title = "Tuesday"
starts = 2026-12-08T09:00:00
ends = 2026-12-08T09:45:00
`,
  );
  return path;
};

/** Runs the program without a terminal; answers its exit code and what it wrote. */
const aula = (...words) =>
  new Promise((resolve) => {
    const child = execFile(binary, ["--data", data, ...words], { timeout: 60_000 }, (failed, out, err) =>
      resolve({ code: failed ? failed.code : 0, out, err }),
    );
    child.stdin.end();
  });

const operator = (...asked) => ask_operator(data, ...asked);
const sessions = async () => (await operator("GET", "/courses/week")).sessions;
const keys = async () => (await sessions()).map((one) => one.key);
const decks = async (key) =>
  (await operator("GET", `/courses/week/sessions/${key}/decks`)).decks.map((one) => one.title);

before(async () => {
  server = spawn(binary, ["--data", data, "serve", "--listen", "127.0.0.1:0"], { stdio: "ignore" });
  assert.equal((await aula("status", "--wait", "1min")).code, 0);
});
after(async () => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

test("a first import creates the course", async () => {
  const { code, out } = await aula("course", "import", file("first.toml"));
  assert.equal(code, 0);
  assert.match(out, /^Created week$/m);
  assert.deepEqual(await keys(), ["mon-1", "tue-1"]);
});

test("a file that does not name a session any more keeps it, with its slides, and says all it did", async () => {
  await operator("POST", "/courses/week/sessions", {
    key: "wed-1",
    title: "Wednesday",
    starts: "2026-12-09T09:00",
    ends: "2026-12-09T10:00",
  });
  for (const key of ["tue-1", "wed-1"]) await operator("PUT", `/courses/week/sessions/${key}/decks/${key}.pdf`, pdf);
  const titles = await decks("tue-1");
  assert.equal(titles.length, 1);
  await operator("PATCH", "/courses/week/sessions/mon-1", { starts: "2026-12-07T15:00", ends: "2026-12-07T15:45" });

  const second = file("second.toml", { title: "Monday, corrected", key: "tues-1" });
  const { out: planned } = await aula("course", "import", "--dry-run", second);
  assert.match(planned, /^This would change week$/m);
  assert.deepEqual(await keys(), ["mon-1", "tue-1", "wed-1"], "a dry run changes nothing");

  const { code, out } = await aula("course", "import", second);
  assert.equal(code, 0);
  assert.equal(out.replace(/^Changed week\n/, ""), planned.replace(/^This would change week\n/, ""));
  assert.match(out, /changed +session mon-1 .*: title: "Monday" -> "Monday, corrected"/);
  assert.match(out, /changed +session mon-1 .*: starts: "2026-12-07T15:00:00\+01:00" -> "2026-12-07T09:00:00\+01:00"/);
  assert.match(out, /added +session tues-1 "Tuesday"/);
  assert.match(out, /kept +session tue-1 "Tuesday": it is not in the file, with 1 deck/);
  assert.match(out, /kept +session wed-1 "Wednesday": it is not in the file, with 1 deck/);
  assert.deepEqual(await keys(), ["mon-1", "tue-1", "tues-1", "wed-1"]);
  assert.deepEqual(await decks("tue-1"), titles);
});

test("pruning is refused without a terminal and without --yes, with the list of what would go", async () => {
  const second = join(folder, "second.toml");
  const { code, err } = await aula("course", "import", "--prune", second);
  assert.equal(code, 1);
  assert.match(err, /removed +session tue-1 "Tuesday", with 1 deck/);
  assert.match(err, /removed +session wed-1 "Wednesday", with 1 deck/);
  assert.match(err, /Nothing was changed\. Give --yes/);
  assert.deepEqual(await keys(), ["mon-1", "tue-1", "tues-1", "wed-1"]);
});

/** The same at a terminal, at which somebody types. */
const typed = (line, ...words) =>
  new Promise((resolve) => {
    const command = [binary, "--data", data, ...words].map((word) => `'${word}'`).join(" ");
    const child = execFile("script", ["-qec", command, "/dev/null"], { timeout: 60_000 }, (failed, out) =>
      resolve({ code: failed ? failed.code : 0, out }),
    );
    child.stdin.end(`${line}\n`);
  });

test("at a terminal pruning asks, and only a yes removes", async () => {
  const second = join(folder, "second.toml");
  const no = await typed("y", "course", "import", "--prune", second);
  assert.equal(no.code, 1);
  assert.match(no.out, /Type yes:/);
  assert.deepEqual(await keys(), ["mon-1", "tue-1", "tues-1", "wed-1"]);
  const yes = await typed("yes", "course", "import", "--prune", second);
  assert.equal(yes.code, 0, yes.out);
  assert.match(yes.out, /removed +session wed-1/);
  assert.deepEqual(await keys(), ["mon-1", "tues-1"]);
});

test("--yes removes without a question, and nothing more to change is said", async () => {
  const first = join(folder, "first.toml");
  const { code, out } = await aula("course", "import", "--prune", "--yes", first);
  assert.equal(code, 0);
  assert.match(out, /removed +session tues-1/);
  assert.deepEqual(await keys(), ["mon-1", "tue-1"]);
  assert.match((await aula("course", "import", "--prune", first)).out, /^Nothing changes in week$/m);
});

test("a conflict with a person of the course is said with the line of the file", async () => {
  await operator("POST", "/courses/week/roster", [{ name: "Ana Lima", email: "ana@example.org", external_id: "7" }]);
  const staff = '[[people]]\nkey = "leo"\nname = "Leo Lecturer"\nrole = "lecturer"\nemail = "ana@example.org"';
  const third = file("third.toml", { staff });
  const { code, err } = await aula("course", "import", third);
  assert.equal(code, 1);
  assert.match(
    err,
    /third\.toml:10: people\[1\]\.key: Entry 2 has the e-mail address of Ana Lima, whose number is another one \(7\)\./,
  );
  assert.deepEqual(await keys(), ["mon-1", "tue-1"]);
});
