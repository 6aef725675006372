// A lecturer without a mouse: from the personal link to the end of the lecture by keys alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person } from "./support/browser.mjs";
import { seesChat, seesPage } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, session, lecturer, student;

before(async () => {
  aula = await Aula.start();
  browser = await launch();
  session = await aula.session("mon-1");
  lecturer = await person(browser, aula);
  student = await person(browser, aula);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** What has the focus: its words as a screen reader begins to say them, and whether it is seen to have it. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    return { name: label.trim(), isSeen: outlineStyle !== "none" && outlineWidth !== "0px" };
  });

/** Tabs on until the control of that name has the focus; every stop on the way has to be visible. */
async function tabTo(page, name) {
  const passed = [];
  for (let stops = 0; stops < 120; ++stops) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.name === name) {
      assert.ok(at.isSeen, `the focus on “${name}” is not visible`);
      return;
    }
    passed.push(at.name);
  }
  assert.fail(`Tab never came to “${name}”, but to: ${passed.join(" | ")}`);
}

async function pressButton(page, name) {
  await page.getByRole("button", { name, exact: true }).first().waitFor();
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

test("the way to the lectern", async () => {
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.getByRole("heading", { name: "Timetable" }).waitFor();
  await tabTo(lecturer, "Skip to the content");
  await lecturer.keyboard.press("Enter");
  await tabTo(lecturer, `Prepare ${session.title}`);
  await lecturer.keyboard.press("Enter");
  await lecturer.waitForURL(`**/c/${course}/${session.id}`);
});

test("doors, start, and pages by the arrows as a clicker sends them", async () => {
  await pressButton(lecturer, "Open the doors");
  await enter(student, await aula.invite("attendee", "Sari Wulandari"));
  await pressButton(lecturer, "Start the lecture");
  await lecturer.getByRole("button", { name: "Break" }).waitFor();
  await lecturer.keyboard.press("ArrowRight");
  await seesPage(student, 1);
  await lecturer.keyboard.press("PageDown");
  await seesPage(student, 2);
  await lecturer.keyboard.press("ArrowLeft");
  await seesPage(student, 1);
});

test("a message, in which arrows and blanks do not turn pages", async () => {
  await tabTo(lecturer, "Your message");
  await lecturer.keyboard.type("Any questions so far?");
  await lecturer.keyboard.press("ArrowLeft");
  await lecturer.keyboard.press("Enter");
  await seesChat(student, ["Any questions so far?"]);
  await seesPage(student, 1);
});

test("a question is asked before the end, Escape leaves it, and the focus is where it was for the next key", async () => {
  await pressButton(lecturer, "End the lecture");
  const dialog = lecturer.getByRole("dialog");
  await dialog.waitFor();
  await lecturer.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal((await focused(lecturer)).name, "End the lecture");

  await lecturer.keyboard.press("Enter");
  await dialog.waitFor();
  for (let times = 0; times < 5; ++times) {
    // Both keys are on their way before the page has dealt with the first, as on a computer that is slow.
    await Promise.all([lecturer.keyboard.press("Escape"), lecturer.keyboard.press("Enter")]);
    await dialog.waitFor();
  }
  await tabTo(lecturer, "End the lecture");
  await lecturer.keyboard.press("Enter");
  await student.getByText("The lecture is over").first().waitFor();
});
