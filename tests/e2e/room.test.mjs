// What people do in the room beside listening: page alone, read text, catch up with the chat, moderate it, add slides.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/axe.mjs";
import { enter, launch, person, phone } from "./support/browser.mjs";
import { say, seesChat, seesPage, shownPage, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

const pdf = new URL("../../docs/examples/cutting-edge-immunology/decks/tue-2.pdf", import.meta.url);

let aula, browser, lecturer, sari;

before(async () => {
  aula = await Aula.start();
  browser = await launch();
  const room = `/c/${course}/${(await aula.session("mon-1")).id}`;
  lecturer = await person(browser, aula);
  sari = await person(browser, aula, { viewport: phone });
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await enter(sari, await aula.invite("attendee", "Sari Wulandari"));
  await Promise.all([lecturer.goto(room), sari.goto(room)]);
  await sari.getByText("The doors are not open yet").waitFor();
  await startLecture(lecturer);
  for (let press = 0; press < 3; ++press) await lecturer.keyboard.press("PageDown");
  await seesPage(sari, 3);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

test("a student pages back alone, stays there while the lecture goes on, and jumps back to live", async () => {
  await sari.getByRole("button", { name: "Previous page" }).click();
  await seesPage(sari, 2);
  await lecturer.keyboard.press("ArrowRight");
  await seesPage(lecturer, 4);
  await say(lecturer, "Any questions?");
  await seesChat(sari, ["Any questions?"]);
  assert.equal(await shownPage(sari), 2);
  await sari.getByRole("button", { name: "Back to live" }).click();
  await seesPage(sari, 4);
});

test("the picture that is drawn stays when a sharper one does not come", async () => {
  const drawn = await sari.locator("main .slide img").evaluate(({ currentSrc }) => currentSrc);
  // A browser that is driven has no cache while it is: what is drawn has to come again.
  await sari.route("**/decks/**", (route) => (route.request().url() === drawn ? route.continue() : route.abort()));
  const failed = sari.waitForEvent("requestfailed", (request) => request.url().endsWith(".webp"));
  await sari.setViewportSize({ width: 1600, height: 1000 });
  await failed;
  await seesPage(sari, 4);
  assert.equal(await sari.getByRole("status", { name: "The page is on its way" }).count(), 0);
  await sari.setViewportSize(phone);
  await sari.unroute("**/decks/**");
});

test("text instead of pictures shows the words of the page, fetches no picture, and is remembered", async () => {
  await sari.getByRole("button", { name: /^Text instead of pictures/ }).click();
  await sari.locator(".slide.text").getByText("glycan").first().waitFor();
  const pictures = [];
  sari.on("request", (request) => request.url().endsWith(".webp") && pictures.push(request.url()));
  await sari.reload();
  await sari.locator(".slide.text").getByText("glycan").first().waitFor();
  await lecturer.getByRole("button", { name: "Next" }).click();
  await sari.getByText("Page 5 of").waitFor({ state: "attached" });
  await sari.waitForTimeout(2_500); // longer than a page is ever fetched ahead
  assert.deepEqual(pictures, []);
  await sari.getByRole("button", { name: /^Text instead of pictures/ }).click();
  await seesPage(sari, 5);
});

test("whoever reads further up is told how much is new and taken there", async () => {
  const log = sari.getByRole("log");
  for (let at = 1; at <= 14; ++at) {
    await say(lecturer, `Remark ${at}`);
    await sari.getByText(`Remark ${at}`, { exact: true }).waitFor();
  }
  await log.evaluate((list) => (list.scrollTop = 0));
  await say(lecturer, "Something new");
  await sari.getByRole("button", { name: "1 new message" }).click();
  await sari.getByRole("button", { name: "1 new message" }).waitFor({ state: "detached" });
  assert.ok(await log.evaluate((list) => list.scrollTop + list.clientHeight >= list.scrollHeight - 2));
});

test("a message that staff take away is gone for everybody", async () => {
  const message = lecturer.getByRole("listitem").filter({ hasText: "Remark 14" });
  await message.getByLabel(/^What to do with this message/).click();
  await message.getByRole("button", { name: "Take this message away" }).click();
  await sari.getByText("This message was taken away.").waitFor();
  assert.equal(await sari.getByText("Remark 14", { exact: true }).count(), 0);
});

test("whoever is muted is told so, keeps the words, and can send them when unmuted", async () => {
  await lecturer.getByRole("button", { name: "People" }).click();
  const her = lecturer.getByRole("listitem").filter({ hasText: "Sari Wulandari" });
  await her.getByRole("button", { name: "Mute" }).click();
  await her.getByText("Muted").waitFor();
  await say(sari, "Can you hear me?");
  await sari.getByText("You cannot write at the moment").waitFor();
  await her.getByRole("button", { name: "Unmute" }).click();
  await her.getByText("Muted").waitFor({ state: "detached" });
  await sari.getByRole("button", { name: "Send again" }).click();
  await lecturer.getByRole("button", { name: "Chat", exact: true }).click();
  await lecturer.getByText("Can you hear me?").waitFor();
  assert.equal(await sari.locator(".unsent").count(), 0);
});

test("slides added in mid-lecture are there to be shown as soon as they are rendered", async () => {
  await lecturer.getByRole("button", { name: "Slides …" }).click();
  await lecturer.locator("input[type=file]").setInputFiles(decodeURIComponent(pdf.pathname));
  const chooser = lecturer.getByRole("combobox", { name: "Deck to show" });
  await chooser.waitFor({ timeout: 300_000, state: "attached" });
  await lecturer.getByRole("button", { name: "Close" }).click();
  await chooser.selectOption({ index: 1 });
  await lecturer.getByText("Not on the screen").waitFor();
  assert.equal(await shownPage(sari), 5, "choosing a deck shows nothing yet");
  await lecturer.getByRole("main").getByRole("button", { name: "Show page 1" }).click();
  await seesPage(sari, 1);
});

test("a break is said to everybody and ends with the lecturer's button", async () => {
  await lecturer.getByRole("button", { name: "Break" }).click();
  await sari.getByText("Break. The lecture goes on soon.").waitFor();
  await lecturer.getByRole("button", { name: "Go on" }).click();
  await sari.getByText("Break. The lecture goes on soon.").waitFor({ state: "detached" });
});

test("nothing in either room is out of reach for a screen reader", async () => {
  assert.deepEqual(await violations(sari), []);
  assert.deepEqual(await violations(lecturer), []);
});

test("nobody's browser had anything to complain of", () => {
  assert.deepEqual([...lecturer.complaints, ...sari.complaints], []);
});
