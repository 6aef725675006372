// The link to a call outside Aula: an organizer sets it, the people in the room have it at once, and nobody else gets it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { desktop, enter, launch, person, phone } from "./support/browser.mjs";
import { Login } from "./support/login.mjs";
import { Aula, course } from "./support/server.mjs";

const zoom = "https://zoom.us/j/93812345678?pwd=secret";
const example = fileURLToPath(new URL("../../docs/examples/cutting-edge-immunology/course.toml", import.meta.url));

let aula, browser, organizer, lecturer, student, session;

before(async () => {
  aula = await Aula.start({ decks: [], keeps_port: true });
  session = (await aula.session("mon-1")).id;
  browser = await launch();
  organizer = await person(browser, aula);
  await enter(organizer, await aula.invite("organizer", "Olga Organizer"));
  lecturer = await person(browser, aula, { viewport: desktop });
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  student = await person(browser, aula, { viewport: phone });
  await enter(student, await aula.register("Ada Atim", "ada@example.org"));
  for (const page of [lecturer, student]) {
    await page.goto(`/c/${course}/${session}`);
    await page.locator(".room").waitFor();
  }
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

const linkOn = (page) => page.getByRole("link", { name: /^Join the call/ });

/** Fills in the field on the session's page and saves. */
async function save(url) {
  await organizer.goto(`/c/${course}/manage/sessions/${session}`);
  await organizer.getByLabel("Link to a call outside Aula").fill(url);
  await organizer.getByRole("button", { name: "Save", exact: true }).click();
}

async function saveWell(url) {
  await save(url);
  await organizer.getByText("Saved.").waitFor();
}

/** Imports the example again, with this link in its first session. */
async function importWith(url) {
  const file = join(aula.data, "course.toml");
  const text = readFileSync(example, "utf8").replaceAll(/^decks = .*$/gm, "");
  writeFileSync(
    file,
    text.replace(/^ends = .*$/m, (ends) => `${ends}\ncall_url = "${url}"`),
  );
  await aula.cli("course", "import", "--quiet", file);
}

test("a session without a call shows no link, and no empty line in its place", async () => {
  for (const page of [lecturer, student]) {
    assert.equal(await linkOn(page).count(), 0);
    assert.equal(await page.locator(".call-line").evaluate((line) => line.getBoundingClientRect().height), 0);
  }
});

test("people in the room have the link as soon as the organizer has saved it, without loading the page again", async () => {
  await saveWell(zoom);
  for (const page of [student, lecturer]) {
    const link = linkOn(page);
    await link.waitFor();
    assert.equal(await link.textContent(), "Join the call (zoom.us)");
    assert.equal(await link.getAttribute("href"), zoom);
    assert.equal(await link.getAttribute("target"), "_blank");
    assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  }
});

test("the organizer finds the link in the form again, and changes it under people's eyes", async () => {
  await organizer.goto(`/c/${course}/manage/sessions/${session}`);
  assert.equal(await organizer.getByLabel("Link to a call outside Aula").inputValue(), zoom);
  await saveWell("https://bbb.example:8443/rooms/abc");
  await student.getByRole("link", { name: "Join the call (bbb.example:8443)" }).waitFor();
});

test("who comes late, and who was away while it changed, have the newest link", async () => {
  await lecturer.reload();
  await lecturer.getByRole("link", { name: "Join the call (bbb.example:8443)" }).waitFor();
  await aula.halt();
  await importWith(zoom); // the program itself, as long as no server runs
  await aula.serve();
  for (const page of [student, lecturer]) {
    await page.getByRole("link", { name: "Join the call (zoom.us)" }).waitFor();
  }
});

test("people outside the course get no link: not on the page, not over REST, not from the files of the client", async () => {
  const stranger = await person(browser, aula);
  const answers = [];
  stranger.on("response", async (response) => answers.push(response.text().catch(() => "")));
  for (const path of ["/", `/c/${course}`, `/c/${course}/${session}`]) {
    await stranger.goto(path, { waitUntil: "networkidle" });
    assert.ok(!(await stranger.content()).includes("zoom.us"), path);
  }
  assert.ok(answers.length > 0);
  for (const text of await Promise.all(answers)) assert.ok(!(await text).includes("93812345678"));
  await stranger.context().close();
});

const hostile = ["javascript:alert(1)", "http://zoom.us/j/1", "https://zoom.us@evil.example/", "zoom.us/j/1"];

test("the form says what a link has to be, keeps what was typed, and sends nothing", async () => {
  for (const url of hostile) {
    await save(url);
    await organizer
      .getByText("Please give the whole address: it begins with https:// and has no user name or password.")
      .waitFor();
    const field = organizer.getByLabel("Link to a call outside Aula");
    assert.equal(await field.inputValue(), url);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
  }
  assert.equal(await linkOn(student).getAttribute("href"), zoom);
});

test("the server refuses such a link from a program as well, by the name of its field", async () => {
  const login = new Login(aula);
  await login.open(await aula.invite("organizer", "Otto Organizer"));
  for (const url of [...hostile, "https://zoom.us/\u202e1", `https://zoom.us/${"x".repeat(1000)}`]) {
    const answer = await login.ask("PATCH", `/courses/${course}/sessions/${session}`, { call_url: url });
    assert.equal(answer.status, 400, url);
    assert.equal((await answer.json()).error.field, "call_url");
  }
});

test("a course file with such a link is refused by its line, and a good one reaches the room", async () => {
  for (const url of hostile) {
    await assert.rejects(importWith(url), /course\.toml:\d+: call_url: The link to the call /);
  }
  assert.equal(await linkOn(student).getAttribute("href"), zoom);
  await importWith("https://teams.microsoft.com/l/meetup-join/1");
  await student.getByRole("link", { name: "Join the call (teams.microsoft.com)" }).waitFor();
  assert.match(
    await aula.cli("course", "export", course),
    /^call_url = "https:\/\/teams\.microsoft\.com\/l\/meetup-join\/1"$/m,
  );
});

test("an empty field takes the link away from everybody", async () => {
  await saveWell("");
  await linkOn(student).waitFor({ state: "detached" });
  await linkOn(lecturer).waitFor({ state: "detached" });
  for (const page of [organizer, lecturer, student]) assert.deepEqual(page.complaints, []);
});
