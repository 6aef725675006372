// When a lecture really was: it ends by itself, its times are corrected, and a trial is started over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person } from "./support/browser.mjs";
import { startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

const settings = {
  "presence.grace": "1s",
  "lecture.end_without_staff": "2s",
  "lecture.end_unconfirmed": "12s",
};

let aula, browser, session, lecturer, organizer;

before(async () => {
  aula = await Aula.start({ decks: [], settings });
  browser = await launch();
  session = await aula.session("mon-1");
  organizer = await person(browser, aula);
  await enter(organizer, await aula.invite("organizer", "Olga Organizer"));
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

const phase = async () => (await aula.session("mon-1")).phase;

async function until(holds) {
  const give_up = Date.now() + 60_000;
  while (!(await holds())) {
    assert.ok(Date.now() < give_up, "it does not come about");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const press = (name) => organizer.getByRole("button", { name, exact: true }).click();
const confirm = (name) => organizer.getByRole("dialog").getByRole("button", { name, exact: true }).click();
const says = (text) => organizer.getByText(text).first().waitFor();

test("the lectern asks whether the lecture is still on, and an answer keeps it on", async () => {
  await lecturer.goto(`/c/${course}/${session.id}`);
  await startLecture(lecturer);
  const answer = lecturer.getByRole("button", { name: "Yes, it is still on" });
  await answer.waitFor();
  assert.equal(await phase(), "live");
  await answer.click();
  await answer.waitFor({ state: "detached" });
  assert.deepEqual(lecturer.complaints, []);
});

test("once the staff has gone the session ends by itself, and the organizer sees why", async () => {
  await lecturer.close();
  await until(async () => (await phase()) === "ended");
  await organizer.goto(`/c/${course}/manage/sessions/${session.id}`);
  await says(/It ended by itself, because nobody led it any more\./);
});

test("the organizer corrects the start with a reason, after a question", async () => {
  const started = organizer.getByLabel("Really started");
  const before = await started.inputValue();
  await press("Correct the times");
  await says("Please change the start or the end.");
  const earlier = new Date(Date.parse(`${before}Z`) - 5 * 60_000).toISOString().slice(0, 16);
  await started.fill(earlier);
  await press("Correct the times");
  await says("Please give a reason.");
  await organizer.getByLabel("Reason").fill("Start was pressed late.");
  await press("Correct the times");
  await confirm("Correct the times");
  await says("Start was pressed late.");
  await says(/^Olga Organizer, /);
  assert.equal(await organizer.getByLabel("Really started").inputValue(), earlier);
  const path = `/api/v1/courses/${course}/sessions/${session.id}/times`;
  const { corrections } = await organizer.evaluate(async (from) => (await fetch(from)).json(), path);
  assert.deepEqual(
    corrections.map(({ reason }) => reason),
    ["Start was pressed late."],
  );
});

test("a session that was only tried out is started over, after a question", async () => {
  await press("Start over");
  await confirm("Start over");
  await says("The session can be opened again.");
  assert.equal(await phase(), "scheduled");
  assert.deepEqual(organizer.complaints, []);
});
