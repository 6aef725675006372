// Slides that have to wait, and slides for which there is no room: what the page says of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { drawn_pdf, slow_pdf } from "../faults/support/small_pdf.mjs";
import { ask_operator } from "../support/operator.mjs";
import { enter, launch, person } from "./support/browser.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, lecturer, sessions;

before(async () => {
  aula = await Aula.start({ decks: [], settings: { "limits.uploads_per_day": "1KiB" } });
  sessions = { own: await aula.session("mon-1"), other: await aula.session("mon-2") };
  browser = await launch();
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("organizer", "Olga Organizer"));
  await lecturer.goto(`/c/${course}/manage/sessions/${sessions.own.id}`);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

const bring = (session, body) =>
  ask_operator(aula.data, "PUT", `/courses/${course}/sessions/${session.id}/decks/slides.pdf`, body);
const remove = (deck) => ask_operator(aula.data, "DELETE", `/courses/${course}/decks/${deck.id}`);
const says = (text) => lecturer.getByText(text).first().waitFor();

test("a deck that waits says its place in the line, until its turn comes", async () => {
  const first = await bring(sessions.other, slow_pdf(14));
  const second = await bring(sessions.other, slow_pdf(15));
  const own = await bring(sessions.own, drawn_pdf(1));
  assert.equal(own.place_in_line, 2);
  await lecturer.reload();
  await says("Waiting, number 2 in line");
  await remove(second);
  await says("Waiting, next in line");
  await remove(first);
  await says("1 page, ready");
  assert.deepEqual(lecturer.complaints, []);
});

test("an upload for which a person has no room left is refused with what helps", async () => {
  const name = "too-much.pdf";
  const buffer = Buffer.concat([drawn_pdf(2), Buffer.alloc(2000, "%")]);
  await lecturer.locator('input[type="file"]').setInputFiles({ name, mimeType: "application/pdf", buffer });
  await says(/Please go on tomorrow, or ask the server’s operator for more/);
  const { decks } = await ask_operator(aula.data, "GET", `/courses/${course}/sessions/${sessions.own.id}/decks`);
  assert.equal(decks.length, 1);
  assert.deepEqual(lecturer.complaints, []);
});
