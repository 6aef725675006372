// What an organizer does to a course, on the organizer's pages, with what it does to others.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { enter, launch, person } from "./support/browser.mjs";
import { Aula, course } from "./support/server.mjs";

const deck = fileURLToPath(new URL("../../docs/examples/cutting-edge-immunology/decks/mon-1.pdf", import.meta.url));
/** Sixteen pages in three widths, on a machine that has other things to do. */
const rendering_ms_max = 300_000;
const manage = (section) => `/c/${course}/manage${section}`;

let aula, browser, organizer;

before(async () => {
  aula = await Aula.start({ decks: [] });
  browser = await launch();
  organizer = await person(browser, aula, { timezoneId: "Asia/Jakarta" });
  await enter(organizer, await aula.invite("organizer", "Olga Organizer"));
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

const says = (page, text) => page.getByText(text).first().waitFor();
const press = (name) => organizer.getByRole("button", { name, exact: true }).click();

/** Answers the question that has come up. */
const confirm = (name) => organizer.getByRole("dialog").getByRole("button", { name, exact: true }).click();

/** Opens a link in a browser of its own; answers the page's heading. */
async function headingBehind(link) {
  const page = await person(browser, aula);
  await page.goto(link);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const heading = await page.getByRole("heading", { level: 1 }).textContent();
  await page.context().close();
  return heading;
}

test("a session is added in the course's own zone, changed, and deleted after a question", async () => {
  await organizer.goto(manage("/sessions/new"));
  const title = organizer.getByRole("textbox", { name: "Title" });
  await title.fill("Questions and answers");
  await organizer.getByLabel("Starts").fill("2026-12-04T14:00");
  await organizer.getByLabel("Ends").fill("2026-12-04T13:00");
  await organizer.getByRole("textbox", { name: "Key" }).fill("fri-3");
  await press("Add a session");
  await says(organizer, "The end has to lie after the start.");
  await organizer.getByLabel("Ends").fill("2026-12-04T14:30");
  await press("Add a session");
  await organizer.getByRole("heading", { level: 1, name: "Questions and answers" }).waitFor();

  const added = await aula.session("fri-3");
  assert.equal(added.starts_at, "2026-12-04T13:00:00.000Z", "14:00 in Amsterdam, wherever the organizer sits");
  await says(organizer, "20:00");

  await title.fill("Questions, answers, farewell");
  await press("Save");
  await says(organizer, "Saved.");
  const changed = await aula.session("fri-3");
  assert.deepEqual(changed, { ...added, title: "Questions, answers, farewell" }, "nothing else has changed");

  await press("Delete this session");
  await confirm("Delete");
  await organizer.waitForURL(`**${manage("/sessions")}`);
  assert.equal(await aula.session("fri-3"), undefined);
});

/** Drops a file where slides are dropped, as a hand with a mouse does. */
async function dropFile(name, type) {
  const dataTransfer = await organizer.evaluateHandle(
    (file) => {
      const carried = new DataTransfer();
      carried.items.add(new File(["no slides"], file.name, { type: file.type }));
      return carried;
    },
    { name, type },
  );
  await organizer.locator(".drop").dispatchEvent("drop", { dataTransfer });
}

test("slides are uploaded, rendered before one's eyes, and removed", async () => {
  const session = await aula.session("mon-3");
  await organizer.goto(manage(`/sessions/${session.id}`));
  await says(organizer, "No slides yet.");
  const files = organizer.locator("input[type=file]");

  await dropFile("notes.txt", "text/plain");
  await says(organizer, "notes.txt is not a PDF.");
  await files.setInputFiles({
    name: "broken.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("no slides either"),
  });
  await organizer.locator(".notice.bad").filter({ hasText: "broken" }).first().waitFor();

  await files.setInputFiles(deck);
  await organizer.getByRole("heading", { level: 3, name: "mon-1" }).waitFor();
  await organizer.getByRole("progressbar", { name: "Rendering mon-1" }).waitFor();
  await says(organizer, /^Rendering: \d+ of 16 pages$/);
  const title = "Sugars on the surface"; // what the file calls itself
  const pages = organizer.getByRole("group", { name: `Pages of ${title}` });
  const first = pages.getByRole("img", { name: "Page 1", exact: true });
  await first.waitFor({ timeout: rendering_ms_max });
  assert.ok((await first.evaluate((picture) => picture.decode().then(() => picture.naturalWidth))) > 0);

  await press(`Remove ${title}`);
  await confirm("Remove");
  await says(organizer, `“${title}” is removed.`);
  await says(organizer, "No slides yet.");
});

test("people are pasted, found, promoted, given a new link, removed and taken back", async () => {
  await organizer.goto(manage("/people/add"));
  const lines = organizer.getByRole("textbox", { name: "One person a line" });
  await lines.fill("Name\tE-mail\tCountry\nAma Mensah\tama@example.org\tAtlantis");
  await says(organizer, "Line 2: this country is not known");
  await lines.fill("Name\tE-mail\tCountry\nAma Mensah\tama@example.org\tGhana\nLi Wei\tli@example.org\tCN");
  await press("Add 2 people");
  await says(organizer, "2 people were added or updated.");
  const firstLink = await organizer.getByRole("textbox", { name: "Personal link of Ama Mensah" }).inputValue();

  await organizer.goto(manage("/people"));
  await organizer.getByRole("searchbox").fill("ama m");
  await says(organizer, "1 person");
  const ama = organizer.getByRole("listitem").filter({ hasText: "Ama Mensah" });
  await ama.getByText("Ghana").waitFor();
  await ama.getByRole("combobox").selectOption("moderator");
  await says(organizer, "Ama Mensah is now: Moderator.");

  const guest = await person(browser, aula);
  await enter(guest, firstLink);
  await says(guest, "You are here as Ama Mensah");
  await guest.locator(".my-state .badge").filter({ hasText: "Moderator" }).waitFor();

  await press("New link Ama Mensah");
  const secondLink = await organizer.getByRole("dialog").getByRole("textbox").inputValue();
  await confirm("Done");
  assert.equal(await headingBehind(firstLink), "This link does not work");

  await press("Remove Ama Mensah");
  await confirm("Remove");
  await says(organizer, "Ama Mensah is removed.");
  assert.equal(await headingBehind(secondLink), "This link does not work");
  await press("Take back Ama Mensah");
  await says(organizer, "Ama Mensah is back in the course.");
  await guest.context().close();
});

test("a roster that would turn one person into another adds nobody, and says the lines", async () => {
  await organizer.goto(manage("/people/add"));
  const lines = organizer.getByRole("textbox", { name: "One person a line" });
  const paste = (...people) => lines.fill(["Name\tE-mail\tID", ...people].join("\n"));
  await paste("Sari Dewi\tsari@example.org\t501", "", "Budi Santoso\tSARI@example.org\t502", "Citra\t\t501");
  await says(organizer, "Line 4: the same e-mail address as in line 2");
  await says(organizer, "Line 5: the same number as in line 2");
  assert.ok(await organizer.getByRole("button", { name: /^Add \d+ pe/ }).isDisabled());
  await paste("Sari Dewi\tsari@example.org\t501", "Budi Santoso\tbudi@example.org\t502");
  await press("Add 2 people");
  await says(organizer, "2 people were added or updated.");

  await paste("Dian Putri\tdian@example.org\t503", "", "Budi Santoso\tsari@example.org\t502");
  await press("Add 2 people");
  await says(organizer, "Line 4: the number is that of Budi Santoso, and the e-mail address that of Sari Dewi");
  await paste("Dian Putri\tdian@example.org\t503", "Eka\tsari@example.org\t504");
  await press("Add 2 people");
  await says(organizer, "Line 3: the e-mail address is that of Sari Dewi, who has another number");

  // More than the server takes at once: the last line is refused before the first is kept.
  const many = Array.from({ length: 1100 }, (_, at) => `Many ${at}\tmany${at}@example.org\t${1000 + at}`);
  await paste(...many, "Eka Lestari\teka@example.org\t501");
  await press("Add 1,101 people");
  await says(organizer, "Line 1102: the number is that of Sari Dewi, who has another name and e-mail address");
  await organizer.goto(manage("/people"));
  for (const [name, count] of [
    ["many", "Nobody"],
    ["dian", "Nobody"],
    ["sari@example.org", "1 person"],
  ]) {
    await organizer.getByRole("searchbox").fill(name);
    await organizer
      .getByRole("status")
      .filter({ hasText: new RegExp(`^${count}$`) })
      .waitFor();
  }
});

test("a long roster is turned page by page, there and back", async () => {
  await organizer.goto(manage("/people/add"));
  const crowd = Array.from({ length: 60 }, (_, at) => `Crowd ${String(at).padStart(2, "0")}`);
  await organizer.getByRole("textbox", { name: "One person a line" }).fill(crowd.join("\n"));
  await press("Add 60 people");
  await says(organizer, "60 people were added or updated.");
  await organizer.goto(manage("/people"));
  await organizer.getByRole("searchbox").fill("crowd");
  await organizer
    .getByRole("status")
    .filter({ hasText: /^60 people$/ })
    .waitFor();
  await organizer.locator("b").getByText("Crowd 49", { exact: true }).waitFor();
  assert.equal(await organizer.locator("b").getByText("Crowd 50", { exact: true }).count(), 0);
  await press("Next");
  await organizer.locator("b").getByText("Crowd 59", { exact: true }).waitFor();
  assert.ok(await organizer.getByRole("button", { name: "Next", exact: true }).isDisabled());
  await press("Previous");
  await organizer.locator("b").getByText("Crowd 00", { exact: true }).waitFor();
});

test("the last organizer cannot give up the course", async () => {
  await organizer.goto(manage("/people"));
  await organizer.getByRole("searchbox").fill("organizer");
  await organizer
    .getByRole("status")
    .filter({ hasText: /^2 people$/ })
    .waitFor();
  await organizer.getByRole("combobox", { name: "Role of Course organizer" }).selectOption("lecturer");
  await confirm("Change the role");
  await says(organizer, "Course organizer is now: Lecturer.");
  await organizer.getByRole("combobox", { name: "Role of Olga Organizer" }).selectOption("attendee");
  await confirm("Change the role");
  await organizer.locator(".notice.bad").filter({ hasText: "without an organizer" }).waitFor();
  await organizer.reload();
  await organizer.getByRole("heading", { level: 1, name: "People" }).waitFor();
});

test("what was mailed can be read", async () => {
  await organizer.goto(manage("/mail"));
  const letter = organizer.locator("details").filter({ hasText: "ama@example.org" }).first();
  await letter.locator("summary").click();
  await letter.getByText(`${aula.url}/join#`).waitFor();
});

test("a token's secret is shown once, reads attendance, and is refused after it is revoked", async () => {
  await organizer.goto(manage("/tokens"));
  await organizer.getByRole("textbox", { name: "What it is for" }).fill("Nightly report");
  await press("Make a token");
  await says(organizer, "Copy it now");
  const secret = await organizer.getByRole("textbox", { name: "The token" }).inputValue();
  const fetchTable = (table) =>
    fetch(`${aula.url}/api/v1/courses/${course}/attendance?table=${table}&format=csv`, {
      headers: { authorization: `Bearer ${secret}` },
    });
  const answer = await fetchTable("matrix");
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /Ama Mensah/);

  await organizer.reload();
  await organizer.getByRole("heading", { level: 2, name: "Nightly report" }).waitFor();
  assert.doesNotMatch(await organizer.locator("body").innerText(), new RegExp(secret));
  await press("Revoke Nightly report");
  await confirm("Revoke");
  await says(organizer, "“Nightly report” is revoked.");
  assert.equal((await fetchTable("matrix")).status, 401);
});

test("settings change the course's page and keep everything else", async () => {
  const before = await aula.get(`/courses/${course}`);
  await organizer.goto(manage("/settings"));
  const places = organizer.getByRole("textbox", { name: "Places" });
  await places.fill("many");
  await press("Save");
  await says(organizer, "Please enter a whole number");
  await places.fill("120");
  await organizer.getByRole("textbox", { name: "Summary" }).fill("One week, thirteen lectures.");
  await press("Save");
  await says(organizer, "Saved.");
  const { registered: _, ...after } = await aula.get(`/courses/${course}`);
  const { registered: __, ...kept } = before;
  assert.deepEqual(after, { ...kept, capacity: 120, summary: "One week, thirteen lectures." });
});

test("a course is deleted only by typing its name", async () => {
  await organizer.goto(manage("/settings"));
  const button = organizer.getByRole("button", { name: "Delete this course" });
  await organizer.getByRole("textbox", { name: /^Type/ }).fill("cutting-edge");
  assert.ok(await button.isDisabled());
  await organizer.getByRole("textbox", { name: /^Type/ }).fill(course);
  await button.click();
  await organizer.waitForURL(`${aula.url}/`);
  await says(organizer, "There is no course here yet.");
  assert.deepEqual((await aula.get("/courses")).courses, []);
});

test("the organizer's browser had nothing to complain of", () => {
  assert.deepEqual(organizer.complaints, []);
});
