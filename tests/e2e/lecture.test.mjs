// The whole way through a lecture, with the real server and a browser for each person.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person, phone } from "./support/browser.mjs";
import { chatOf, say, seesChat, seesPage, startLecture, turnPage } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, session;
let organizer, lecturer, sari, moses;
const talk = []; // what has been said so far, as everybody has to see it

before(async () => {
  aula = await Aula.start({ keeps_port: true });
  browser = await launch();
  session = await aula.session("mon-1");
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** The figures of a line in one of the tables under "Live counts": registered, here now, peak, attended, absent. */
async function figuresOf(page, table, line) {
  const row = page
    .getByRole("region", { name: table })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: line, exact: true }) });
  const cells = await row.getByRole("cell").allTextContents();
  return cells.map(Number);
}

async function seesFigures(page, table, line, wanted) {
  const deadline = Date.now() + 60_000;
  let shown;
  do {
    shown = await figuresOf(page, table, line);
    if (JSON.stringify(shown) === JSON.stringify(wanted)) return;
    await page.waitForResponse((response) => response.url().includes("/attendance?table=counts"));
  } while (Date.now() < deadline);
  assert.deepEqual(shown, wanted, `${table}, ${line}`);
}

test("the organizer's link leads to the organizer's pages", async () => {
  organizer = await person(browser, aula);
  await enter(organizer, await aula.invite("organizer", "Olga Organizer"));
  await organizer.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.equal(new URL(organizer.url()).pathname, `/c/${course}/manage`);
  assert.equal(new URL(organizer.url()).hash, "", "the token has left the address bar");
});

test("a student registers on the course's page and is let in at once", async () => {
  sari = await person(browser, aula, { viewport: phone, timezoneId: "Asia/Jakarta" });
  await sari.goto("/");
  await sari.getByRole("link", { name: /^Cutting-edge immunology/ }).click();
  await sari.getByText("All times are in your own time zone, Asia/Jakarta").waitFor();
  const first = sari.locator(".timetable-line").first();
  assert.match(await first.locator(".when").textContent(), /^15:00 – 15:45/);

  await sari.getByRole("button", { name: "Register" }).click();
  const name = sari.getByRole("textbox", { name: "Name" });
  await sari.getByText("Please enter your name.").waitFor();
  assert.ok(await name.evaluate((field) => field === document.activeElement), "the first fault has the focus");

  await name.fill("Sari Wulandari");
  await sari.getByRole("textbox", { name: "E-mail" }).fill("sari@example.org");
  await sari.getByRole("textbox", { name: "University or institution" }).fill("Universitas Indonesia");
  await sari.getByRole("combobox", { name: "Country" }).selectOption("ID");
  await sari.getByRole("checkbox", { name: /^I agree/ }).check();
  await sari.getByRole("button", { name: "Register" }).click();
  await sari.getByRole("heading", { name: "You are registered" }).waitFor();
  const link = await sari.getByRole("textbox", { name: "Your personal link" }).inputValue();
  assert.match(link, new RegExp(`^${aula.url}/join#.{40,}$`));
  await sari.getByText("You are here as Sari Wulandari").waitFor();
});

test("an address that is registered gets no second link on the screen", async () => {
  const stranger = await person(browser, aula);
  await stranger.goto(`/c/${course}`);
  await stranger.getByRole("textbox", { name: "Name" }).fill("Somebody Else");
  await stranger.getByRole("textbox", { name: "E-mail" }).fill("SARI@example.org");
  await stranger.getByRole("textbox", { name: "University or institution" }).fill("Elsewhere");
  await stranger.getByRole("combobox", { name: "Country" }).selectOption("NL");
  await stranger.getByRole("checkbox", { name: /^I agree/ }).check();
  await stranger.getByRole("button", { name: "Register" }).click();
  await stranger.getByRole("heading", { name: "Ask for your link" }).waitFor(); // this server has no mail server
  assert.equal(await stranger.getByRole("textbox", { name: "Your personal link" }).count(), 0);
  await stranger.context().close();
});

test("the lecturer opens the doors and begins; students see the page that is shown", async () => {
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.getByRole("link", { name: `Prepare ${session.title}` }).click();
  await startLecture(lecturer);
  await lecturer.keyboard.press("ArrowRight");
  await seesPage(lecturer, 1);

  await sari.goto(`/c/${course}`);
  await sari.getByRole("link", { name: "Go in" }).click();
  moses = await person(browser, aula, { viewport: phone, timezoneId: "Africa/Kampala" });
  const link = await aula.invite("attendee", "Moses Okello", { institution: "Makerere University", country: "UG" });
  await enter(moses, link);
  assert.equal(new URL(moses.url()).pathname, `/c/${course}/${session.id}`, "the running lecture is one click away");
  await Promise.all([seesPage(sari, 1), seesPage(moses, 1)]);

  await lecturer.keyboard.press("ArrowRight");
  await Promise.all([seesPage(sari, 2), seesPage(moses, 2)]);
});

test("what is said is seen by all, in one order", async () => {
  for (const [who, text] of [
    [moses, "Good morning from Kampala"],
    [lecturer, "Welcome!"],
    [sari, "Halo dari Jakarta"],
  ]) {
    await say(who, text);
    talk.push(text);
    await Promise.all([sari, moses, lecturer].map((page) => seesChat(page, talk)));
  }
});

test("the organizer's counts are right by session, institution and country", async () => {
  await organizer.getByRole("link", { name: "Live counts" }).click();
  await seesFigures(organizer, "By session", session.title, [2, 2, 2, 2, 0]);
  await seesFigures(organizer, "By institution", "Universitas Indonesia", [1, 1, 1, 1, 0]);
  await seesFigures(organizer, "By institution", "Makerere University", [1, 1, 1, 1, 0]);
  await seesFigures(organizer, "By country", "Uganda", [1, 1, 1, 1, 0]);
});

test("whoever was offline comes back without a gap, and what was typed meanwhile arrives once", async () => {
  await sari.context().setOffline(true);
  await sari.getByText("This device is offline").waitFor();
  await say(sari, "Typed while offline");
  await sari.getByText("Not sent yet; it goes out by itself.").waitFor();

  await turnPage(lecturer);
  await seesPage(moses, 3);
  for (const [who, text] of [
    [moses, "First question"],
    [lecturer, "First answer"],
    [moses, "Second question"],
  ]) {
    await say(who, text);
    talk.push(text);
    await seesChat(lecturer, talk);
  }
  assert.deepEqual(await chatOf(sari), talk.slice(0, 3), "she is offline indeed");

  await sari.context().setOffline(false);
  talk.push("Typed while offline");
  await Promise.all([sari, moses, lecturer].map((page) => seesChat(page, talk)));
  await seesPage(sari, 3);
  assert.equal(await sari.locator(".unsent").count(), 0);
});

test("a restart of the server in mid-lecture loses nothing, and everybody is back by themselves", async () => {
  await aula.halt();
  await sari.getByText("The server is restarting").waitFor();
  await say(sari, "Said to a server that is not there");
  await aula.serve();
  talk.push("Said to a server that is not there");
  await Promise.all([sari, moses, lecturer].map((page) => seesChat(page, talk)));
  await turnPage(lecturer);
  await Promise.all([seesPage(sari, 4), seesPage(moses, 4)]);
});

test("somebody who comes late sees what the others see", async () => {
  const anna = await person(browser, aula);
  await enter(anna, await aula.invite("attendee", "Anna de Vries"));
  await seesPage(anna, 4);
  await seesChat(anna, talk);
  await anna.context().close();
});

test("the end is asked about, seen by all, and in the attendance table", async () => {
  await lecturer.getByRole("button", { name: "End the lecture" }).click();
  await lecturer.getByRole("dialog").getByRole("button", { name: "End the lecture" }).click();
  await Promise.all([sari, moses].map((page) => page.getByText("The lecture is over").first().waitFor()));

  await organizer.getByRole("link", { name: "Attendance" }).click();
  const table = organizer.getByRole("region", { name: "Person by session" });
  for (const name of ["Sari Wulandari", "Moses Okello", "Anna de Vries"]) {
    const row = table.getByRole("row").filter({ hasText: name });
    await row.waitFor();
    assert.doesNotMatch(await row.getByRole("cell").first().textContent(), /absent|not started/);
  }
  const [download] = await Promise.all([
    organizer.waitForEvent("download"),
    organizer.getByRole("link", { name: "CSV Matrix" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), `${course}-matrix.csv`);
});

test("nobody's browser had anything to complain of", () => {
  const complaints = [organizer, lecturer, sari, moses].flatMap((page) => page.complaints);
  assert.deepEqual(complaints, []);
});
