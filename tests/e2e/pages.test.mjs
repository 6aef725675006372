// Every page there is, as those who use it see it: accessible in light and dark, within its content policy, without
// a request to anybody else, and no wider than a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/axe.mjs";
import { desktop, enter, launch, person, phone } from "./support/browser.mjs";
import { say, seesChat, seesPage, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, live, later;
const links = {};

before(async () => {
  aula = await Aula.start();
  browser = await launch();
  live = await aula.session("mon-1");
  later = await aula.session("tue-1");
  links.organizer = await aula.invite("organizer", "Olga Organizer");
  links.lecturer = await aula.invite("lecturer", "Leo Lecturer");
  links.student = await aula.register("Moses Okello", "moses.okello@example.org");
  await fillLecture();
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** A lecture under way, with a page and a word in it; it stays so while the pages are looked at. */
async function fillLecture() {
  const lecturer = await person(browser, aula);
  await enter(lecturer, links.lecturer);
  await lecturer.goto(`/c/${course}/${live.id}`);
  await startLecture(lecturer);
  await lecturer.keyboard.press("ArrowRight");
  await seesPage(lecturer, 1);
  await say(lecturer, "Welcome! Slides at https://example.org/slides");
  await seesChat(lecturer, ["Welcome! Slides at https://example.org/slides"]);
  await lecturer.context().close();
}

const manage = (section) => `/c/${course}/manage${section}`;
const heading = (name) => (page) => page.getByRole("heading", { level: 1, name }).waitFor();
const table = (name) => (page) => page.getByRole("region", { name }).getByRole("row").nth(1).waitFor();

/** Who opens which page, and what is there when it is complete. */
const visits = () => [
  ["nobody", "/", (page) => page.getByRole("link", { name: /^Cutting-edge/ }).waitFor()],
  ["nobody", `/c/${course}`, (page) => page.getByRole("button", { name: "Register" }).waitFor()],
  ["nobody", "/join#no-such-token-no-such-token-no-such-token", heading("This link does not work")],
  ["nobody", "/nowhere/at/all", heading("This page does not exist")],
  ["nobody", manage(""), heading("These pages are the organizer's")],
  ["student", `/c/${course}`, (page) => page.getByText("You are here as Moses Okello").waitFor()],
  ["student", `/c/${course}/${live.id}`, (page) => seesPage(page, 1)],
  ["student", `/c/${course}/${later.id}`, (page) => page.getByText("The doors are not open yet").first().waitFor()],
  ["lecturer", `/c/${course}/${live.id}`, (page) => seesPage(page, 1)],
  ["lecturer", `/c/${course}/${later.id}`, (page) => page.getByText("There are no slides yet").waitFor()],
  ["organizer", manage(""), heading("Overview")],
  ["organizer", manage("/sessions"), (page) => page.getByRole("link", { name: later.title, exact: true }).waitFor()],
  ["organizer", manage("/sessions/new"), heading("Add a session")],
  [
    "organizer",
    manage(`/sessions/${live.id}`),
    (page) => page.getByRole("img", { name: "Page 1", exact: true }).waitFor(),
  ],
  ["organizer", manage("/people"), (page) => page.getByText("Moses Okello").first().waitFor()],
  ["organizer", manage("/people/add"), heading("Add people")],
  ["organizer", manage("/live"), table("By session")],
  ["organizer", manage("/attendance"), table("Person by session")],
  ["organizer", manage("/mail"), (page) => page.getByText("moses.okello@example.org").first().waitFor()],
  ["organizer", manage("/tokens"), heading("Access tokens")],
  ["organizer", manage("/settings"), (page) => page.getByRole("button", { name: "Save" }).waitFor()],
];

/** Opens each page in turn, each role in a browser of its own, and collects what `look` has against it. */
async function walk(options, look) {
  const people = {};
  const faults = [];
  for (const [role, path, isComplete] of visits()) {
    if (!people[role]) {
      people[role] = await person(browser, aula, options);
      if (links[role]) await enter(people[role], links[role]);
    }
    const page = people[role];
    await page.goto("about:blank"); // a change of the fragment alone would not load anything
    await page.goto(path);
    await isComplete(page);
    for (const fault of await look(page)) faults.push(`${role} ${path}: ${fault}`);
    for (const complaint of page.complaints.splice(0)) faults.push(`${role} ${path}: ${complaint}`);
  }
  for (const page of Object.values(people)) await page.context().close();
  return faults;
}

/** In the direction of the language, and in the other one, because the pages are laid out by start and end. */
const tooWide = (page) =>
  page.evaluate(() => {
    const faults = [];
    for (const dir of ["rtl", "ltr"]) {
      document.documentElement.dir = dir;
      const over = document.documentElement.scrollWidth - innerWidth;
      if (over > 0) faults.push(`${over} pixels wider than the screen, ${dir}`);
    }
    return faults;
  });

test("every page is accessible and quiet on a desk, in light", async () => {
  assert.deepEqual(await walk({ viewport: desktop, colorScheme: "light" }, violations), []);
});

test("every page is accessible, quiet and narrow enough on a phone, in dark", async () => {
  const look = async (page) => [...(await violations(page)), ...(await tooWide(page))];
  assert.deepEqual(await walk({ viewport: phone, colorScheme: "dark" }, look), []);
});

test("a picture without words would be noticed", async () => {
  const page = await person(browser, aula);
  await page.goto("/");
  await page.getByRole("link", { name: /^Cutting-edge/ }).waitFor();
  await page.evaluate(() => document.querySelector("main").append(new Image(20, 20)));
  assert.match((await violations(page)).join(), /image-alt/);
  await page.context().close();
});

test("the content policy is in force: no markup from strings, nothing from other hosts", async () => {
  const page = await person(browser, aula);
  const response = await page.goto("/");
  const policy = response.headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:|\*/);
  const refusal = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<b>markup</b>";
      return "";
    } catch (error) {
      return String(error);
    }
  });
  assert.match(refusal, /TrustedHTML/);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const picture = new Image();
        picture.onerror = resolve;
        picture.src = "http://127.0.0.2:9/picture.png";
      }),
  );
  assert.match(page.complaints.join("\n"), /Content Security Policy/, "what a page does against it would be noticed");
  await page.context().close();
});
