// Connections that die without a word, with a real network in between: nothing closes, nothing arrives.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person, phone } from "./support/browser.mjs";
import { say, seesChat, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";
import { Wire } from "./support/wire.mjs";

/** Longer than it takes to give up a silent socket and a few attempts at new ones. */
const patience = { timeout: 120_000 };
const silent = 4002;

let aula, browser, wire, lecturer, sari;
const talk = [];

before(async () => {
  // It is the page that has to notice; the server would, too, and end a silent connection after 15 s.
  aula = await Aula.start({ decks: [], keeps_port: true, settings: { "presence.silence": "2min" } });
  browser = await launch({ keepsPages: true });
  wire = await Wire.start();
  const room = `/c/${course}/${(await aula.session("mon-1")).id}`;
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.goto(room);
  await startLecture(lecturer);
  sari = await person(browser, aula, { viewport: phone, proxy: wire.proxy });
  await sari.addInitScript(noteCloses);
  await sari.addInitScript(noteTold);
  await enter(sari, await aula.invite("attendee", "Sari Wulandari"));
  await hears("Welcome");
});
after(async () => {
  await browser?.close();
  await wire?.stop();
  await aula?.stop();
});

/** Runs in the page: with which codes its WebSockets were closed from the other side. */
function noteCloses() {
  window.closes = [];
  window.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      this.addEventListener("close", ({ code }) => window.closes.push(code));
    }
  };
}

/** Runs in the page: what it has said about an interrupted connection. */
function noteTold() {
  window.told = [];
  new MutationObserver(() => {
    const text = document.querySelector(".connection")?.textContent ?? "";
    if (/interrupted|Next try/.test(text)) window.told.push(text);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

const line = (page) => page.locator(".connection");
const connects = (page) =>
  line(page)
    .and(page.locator(".calm"))
    .waitFor({ state: "attached", ...patience });

/** The lecturer says something, and she has it. */
async function hears(text) {
  await say(lecturer, text);
  talk.push(text);
  await seesAll();
}

async function seesAll() {
  for (const page of [lecturer, sari]) {
    await page.getByText(talk.at(-1), { exact: true }).first().waitFor(patience);
    await seesChat(page, talk);
  }
  await sari.locator(".unsent").waitFor({ state: "detached", ...patience });
}

test("a network that falls silent both ways is noticed without a close, and nothing of it is lost", async () => {
  wire.goSilent();
  await say(sari, "Typed into silence");
  await say(lecturer, "Said into silence");
  await line(sari).getByText("The connection is interrupted").waitFor(patience);
  await line(sari).getByText("1 message is not sent yet.").waitFor();
  await sari.getByText("Not sent yet; it goes out by itself.").waitFor();
  await line(sari)
    .getByText(/Next try in \d+ s/)
    .waitFor(patience);
  wire.mend();
  await connects(sari);
  talk.push("Said into silence", "Typed into silence");
  await seesAll();
});

test("a connection that only swallows what is said is given up, while it still brings what others say", async () => {
  wire.loseUp();
  await say(sari, "Swallowed");
  await say(lecturer, "Do you hear me?");
  await sari.getByText("Do you hear me?").waitFor();
  talk.push("Do you hear me?", "Swallowed");
  await seesAll();
  assert.ok(!(await sari.evaluate(() => window.closes)).includes(silent), "it did not wait to be told by the server");
});

test("a connection on which nothing arrives any more is given up, and what was said on it is said once", async () => {
  wire.loseDown();
  await say(sari, "Into the void?");
  talk.push("Into the void?");
  await lecturer.getByText("Into the void?").waitFor();
  await seesAll();
});

for (const [what, spoil] of [
  ["upgrade", () => wire.swallowNextUpgrade()],
  ["hello", () => wire.swallowNextHello()],
]) {
  test(`a first connection whose ${what} is lost does not keep the page waiting: a second is there before it is given up`, async () => {
    spoil();
    await sari.reload();
    await seesAll();
    assert.deepEqual(await sari.evaluate(() => window.told), [], "the page never had to speak of an interruption");
  });
}

test("a page that the browser froze has everything when it runs again", async () => {
  const tab = await sari.context().newCDPSession(sari);
  await tab.send("Page.setWebLifecycleState", { state: "frozen" });
  wire.goSilent(); // whoever sleeps long enough has no connection any more
  for (const text of ["While you slept: one", "two", "three"]) {
    await say(lecturer, text);
    talk.push(text);
  }
  await seesChat(lecturer, talk);
  wire.mend();
  await tab.send("Page.setWebLifecycleState", { state: "active" });
  await seesAll();
});

test("a page that was left and is shown again by “back” goes on where it was", async () => {
  await sari.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.wasKept = persisted)));
  await sari.evaluate(() => location.assign("/"));
  await sari.getByRole("heading", { level: 1 }).waitFor();
  await say(lecturer, "While you were elsewhere");
  talk.push("While you were elsewhere");
  await seesChat(lecturer, talk);
  await sari.evaluate(() => history.back());
  await seesAll();
  assert.equal(await sari.evaluate(() => window.wasKept), true, "it is the same page, not one that was loaded again");
});

test("a server that is killed in mid-lecture is found again, and what was said meanwhile is said once", async () => {
  await aula.kill();
  await line(sari).getByText("The connection is interrupted").waitFor(patience);
  await say(sari, "Said to nobody");
  await aula.serve();
  talk.push("Said to nobody");
  await seesAll();
  await hears("We are back");
});

test("nobody's browser had anything to complain of", () => {
  assert.deepEqual([...lecturer.complaints, ...sari.complaints], []);
});
