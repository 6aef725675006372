// A page that is loaded again, or is there twice, while something of its person is still on its way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person } from "./support/browser.mjs";
import { chatOf, say, seesChat, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";
import { Wire } from "./support/wire.mjs";

let aula, browser, wire, room, lecturer, sari;
const talk = [];

before(async () => {
  aula = await Aula.start({ decks: [] });
  browser = await launch();
  wire = await Wire.start();
  room = `/c/${course}/${(await aula.session("mon-1")).id}`;
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.goto(room);
  await startLecture(lecturer);
  sari = await person(browser, aula, { proxy: wire.proxy });
  await enter(sari, await aula.invite("attendee", "Sari Wulandari"));
  await sari.getByText("Nothing has been said yet").waitFor();
});
after(async () => {
  await browser?.close();
  await wire?.stop();
  await aula?.stop();
});

const seesAll = (...pages) => Promise.all(pages.map((page) => seesChat(page, talk)));
const kept = (page) => page.evaluate(() => Object.values(sessionStorage).join());

test("messages that never left are sent after a reload, in their order", async () => {
  wire.loseUp();
  for (const text of ["First", "Second", "Third"]) await say(sari, text);
  talk.push("First", "Second", "Third");
  assert.deepEqual(await chatOf(lecturer), []);
  await sari.reload();
  await seesAll(sari, lecturer);
  await sari.locator(".unsent").waitFor({ state: "detached" });
  assert.equal(await kept(sari), "");
});

test("a message that was said, but whose answer was lost, is not said again by a reload", async () => {
  wire.loseDown();
  await say(sari, "Once");
  talk.push("Once");
  await seesAll(lecturer);
  assert.match(await kept(sari), /Once/);
  await sari.reload();
  await sari.locator(".unsent").waitFor({ state: "detached" });
  await say(sari, "And only once");
  talk.push("And only once");
  await seesAll(sari, lecturer);
  assert.equal(await kept(sari), "");
});

test("a tab that is duplicated does not say things twice", async () => {
  wire.loseUp();
  await say(sari, "From two tabs");
  talk.push("From two tabs");
  assert.match(await kept(sari), /From two tabs/);
  const [double] = await Promise.all([
    sari.waitForEvent("popup"),
    sari.evaluate(() => void open(location.href)), // a copy, with a copy of what the tab keeps
  ]);
  await seesAll(double, lecturer);
  // The first tab finds out by itself that nobody hears it, and says it again.
  await sari.locator(".unsent").waitFor({ state: "detached", timeout: 60_000 });
  await say(sari, "Said by the first");
  talk.push("Said by the first");
  await seesAll(sari, double, lecturer);
  assert.equal((await kept(sari)) + (await kept(double)), "");
  await double.close();
});

test("a refused message waits for its author over a reload", async () => {
  await lecturer.getByRole("button", { name: "People" }).click();
  const her = lecturer.getByRole("listitem").filter({ hasText: "Sari Wulandari" });
  await her.getByRole("button", { name: "Mute" }).click();
  await say(sari, "May I?");
  await sari.getByText("You cannot write at the moment").waitFor();
  await sari.reload();
  await sari.getByText("You cannot write at the moment").waitFor();
  await her.getByRole("button", { name: "Unmute" }).click();
  await lecturer.getByRole("button", { name: "Chat", exact: true }).click();
  await seesAll(lecturer);
  await sari.getByRole("button", { name: "Send again" }).click();
  talk.push("May I?");
  await seesAll(sari, lecturer);
  assert.equal(await kept(sari), "");
});

test("whoever leaves the room takes what was not sent along, and nobody says it later", async () => {
  wire.loseUp();
  await say(sari, "Rather not");
  assert.match(await kept(sari), /Rather not/);
  await sari.getByRole("link", { name: "Leave" }).click();
  await sari.getByRole("heading", { name: "Timetable" }).waitFor();
  assert.equal(await kept(sari), "");
  await sari.goto(room);
  await seesAll(sari, lecturer);
});

test("the oldest of nine pages of a person makes room, says so, and comes back when it is asked to", async () => {
  await seesAll(sari);
  const others = [];
  for (let count = 0; count < 8; ++count) {
    const page = await sari.context().newPage();
    await page.goto(room);
    await seesAll(page);
    others.push(page);
  }
  await sari.getByRole("heading", { name: "You are not in this room" }).waitFor();
  await sari.getByRole("alert").getByText("too many windows").waitFor();
  await sari.getByRole("button", { name: "Try again" }).click();
  await seesAll(sari);
  await others[0].getByRole("heading", { name: "You are not in this room" }).waitFor();
  for (const page of others) await page.close();
});

test("nobody's browser had anything to complain of", () => {
  assert.deepEqual([...lecturer.complaints, ...sari.complaints], []);
});
