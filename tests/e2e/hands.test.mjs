// Raising a hand: students see their place, the lecturer has the queue and calls somebody, and a reconnect changes nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/axe.mjs";
import { desktop, enter, launch, person, phone } from "./support/browser.mjs";
import { startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, session, lecturer, moderator, ada, budi;

/** Everything that the server has sent to Ada's page. */
const sentToAda = [];

before(async () => {
  aula = await Aula.start({ decks: [], keeps_port: true, settings: { "presence.grace": "3s" } });
  session = (await aula.session("mon-1")).id;
  browser = await launch();
  const come = async (link, viewport, heard) => {
    const page = await person(browser, aula, { viewport });
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard?.push(payload)));
    await enter(page, link);
    await page.goto(`/c/${course}/${session}`);
    await page.locator(".room").waitFor();
    return page;
  };
  lecturer = await come(await aula.invite("lecturer", "Leo Lecturer"), desktop);
  moderator = await come(await aula.invite("moderator", "Mira Moderator"), desktop);
  ada = await come(await aula.register("Ada Atim", "ada@example.org"), phone, sentToAda);
  budi = await come(await aula.register("Budi Santoso", "budi@example.org"), phone);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

const raise = (page) => page.getByRole("button", { name: "Raise your hand" });
const lower = (page) => page.getByRole("button", { name: "Lower your hand" });
const reads = (page, text) => page.locator(".hand-line").getByText(text, { exact: true }).waitFor();
const people = (page) => page.getByRole("button", { name: /^People/ });
const queue = (page) => page.getByRole("region", { name: "Raised hands" });

/** Waits until the queue is exactly this. */
async function seesQueue(page, names) {
  await page.waitForFunction((wanted) => {
    const rows = [...document.querySelectorAll(".hands li > span:first-child")];
    return JSON.stringify(rows.map((row) => row.textContent)) === JSON.stringify(wanted);
  }, names);
}

test("a hand can be raised once the doors are open, by those who do not lead", async () => {
  assert.equal(await raise(ada).count(), 0);
  await startLecture(lecturer);
  for (const page of [ada, budi]) await raise(page).waitFor();
  await raise(moderator).waitFor();
  await people(lecturer).click();
  await people(moderator).click();
  assert.equal(await raise(lecturer).count(), 0);
  await queue(lecturer).getByText("No hand is up.").waitFor();
});

test("a student raises a hand by keys and is next; the lecturer sees the count on the tab and the name in the queue", async () => {
  await raise(ada).focus();
  await ada.keyboard.press("Enter");
  await lower(ada).waitFor();
  await reads(ada, "You are next.");
  await seesQueue(lecturer, ["Ada Atim"]);
  await lecturer.getByRole("button", { name: "Chat", exact: true }).click();
  await lecturer.getByRole("button", { name: "People 1 hand is up" }).click();
  await seesQueue(lecturer, ["Ada Atim"]);
});

test("the place in the queue is live", async () => {
  await raise(budi).click();
  await reads(budi, "You are number 2 in the queue.");
  await lower(ada).click();
  await reads(budi, "You are next.");
  await reads(ada, "1 hand is up");
  await raise(ada).click();
  await reads(ada, "You are number 2 in the queue.");
  await seesQueue(lecturer, ["Budi Santoso", "Ada Atim"]);
});

test("other students are sent no names of the queue", () => {
  const raised = sentToAda.filter((text) => text.includes('"hand_raised"'));
  assert.equal(raised.length, 3);
  assert.ok(!sentToAda.some((text) => text.includes("Budi")));
});

test("who loads the page again, and who was away while the server restarted, have their places", async () => {
  await ada.reload();
  await reads(ada, "You are number 2 in the queue.");
  await aula.kill();
  await aula.serve();
  await reads(budi, "You are next.");
  await seesQueue(lecturer, ["Budi Santoso", "Ada Atim"]);
  await ada.reload();
  await reads(ada, "You are number 2 in the queue.");
  assert.ok(!sentToAda.some((text) => text.includes("Budi")));
});

test("the lecturer calls the next by keys: everybody sees whose turn it is, and the focus stays in the queue", async () => {
  await lecturer.getByRole("button", { name: "Call Budi Santoso" }).focus();
  await lecturer.keyboard.press("Enter");
  await reads(budi, "It is your turn to speak.");
  for (const page of [ada, lecturer, moderator]) await reads(page, "It is the turn of Budi Santoso to speak.");
  await reads(ada, "You are next.");
  await raise(budi).waitFor();
  await seesQueue(lecturer, ["Ada Atim"]);
  assert.equal(await queue(lecturer).evaluate((box) => box === document.activeElement), true);
});

test("who comes after the call sees it too", async () => {
  await budi.reload();
  await reads(budi, "It is your turn to speak.");
  assert.equal(await lower(budi).count(), 0);
});

test("the pages with the queue are accessible", async () => {
  for (const page of [ada, lecturer, moderator]) assert.deepEqual(await violations(page), []);
});

test("a moderator lowers somebody's hand", async () => {
  await moderator.getByRole("button", { name: "Lower the hand of Ada Atim" }).click();
  await raise(ada).waitFor();
  await seesQueue(lecturer, []);
});

test("lowering all hands is asked about first", async () => {
  await raise(ada).click();
  await raise(moderator).click();
  await seesQueue(lecturer, ["Ada Atim", "Mira Moderator"]);
  await lecturer.getByRole("button", { name: "Lower all" }).click();
  const dialog = lecturer.getByRole("dialog", { name: "Lower all hands?" });
  await dialog.getByText("2 hands go down.").waitFor();
  await lecturer.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await lower(ada).waitFor();
  await lecturer.getByRole("button", { name: "Lower all" }).click();
  await dialog.getByRole("button", { name: "Lower all" }).click();
  await seesQueue(lecturer, []);
  await raise(ada).waitFor();
  await raise(moderator).waitFor();
});

test("the hand of a student who leaves for good goes down", async () => {
  await raise(budi).click();
  await raise(ada).click();
  await seesQueue(lecturer, ["Budi Santoso", "Ada Atim"]);
  await budi.goto("about:blank");
  await reads(ada, "You are next.");
  await seesQueue(lecturer, ["Ada Atim"]);
});

test("the end of the lecture lowers all hands", async () => {
  await lecturer.getByRole("button", { name: "End the lecture" }).click();
  await lecturer.getByRole("dialog").getByRole("button", { name: "End the lecture" }).click();
  await seesQueue(lecturer, []);
  await lower(ada).waitFor({ state: "detached" });
  for (const page of [lecturer, moderator, ada]) assert.deepEqual(page.complaints, []);
});
