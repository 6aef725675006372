// The way back for people without their link, and what a stranger can and cannot do with somebody's address.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ask_operator } from "../support/operator.mjs";
import { violations } from "./support/axe.mjs";
import { desktop, enter, launch, person, phone } from "./support/browser.mjs";
import { until } from "./support/operated.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, post;

/** A mail server that keeps what it is given, as another program's library reads it. */
class PostOffice {
  folder = mkdtempSync(join(tmpdir(), "aula-post-"));
  #process = spawn(
    "/usr/bin/python3",
    [fileURLToPath(new URL("../mail/smtp_server.py", import.meta.url)), this.folder],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  port = new Promise((resolve) => this.#process.stdout.once("data", (text) => resolve(Number(text))));

  to(address) {
    const files = readdirSync(this.folder).filter((name) => name.endsWith(".json"));
    const letters = files.map((name) => ({
      name: parseInt(name, 10),
      ...JSON.parse(readFileSync(join(this.folder, name), "utf8")),
    }));
    return letters.filter(({ to }) => to.includes(address)).sort((one, other) => one.name - other.name);
  }

  /** The newest letter to the address, once there are `count` letters to it. */
  async letter(address, count) {
    await until(`${count} letters to ${address}`, () => this.to(address).length >= count);
    return this.to(address).at(-1).body;
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

before(async () => {
  post = new PostOffice();
  aula = await Aula.start({
    decks: [],
    keeps_port: true,
    settings: { "mail.smtp_url": `smtp://127.0.0.1:${await post.port}` },
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await aula?.stop();
  await post?.close();
});

const linkIn = (letter) => letter.match(/http\S+\/join#[\w-]+/)[0];
const box = (page) => page.getByRole("textbox", { name: "The address you registered with" });
const sent = (page) => page.getByText("If this address is registered, a mail is on its way to it.");

/** A stranger on the course's page, who asks for the link of an address. */
async function ask(address, options) {
  const page = await person(browser, aula, options);
  await page.goto(`/c/${course}`);
  await box(page).fill(address);
  await page.getByRole("button", { name: "Send me my link" }).click();
  await sent(page).waitFor();
  return page;
}

async function fillIn(page, name, email) {
  await page.goto(`/c/${course}`);
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("textbox", { name: "University or institution" }).fill("Makerere University");
  await page.getByRole("combobox", { name: "Country" }).selectOption("UG");
  await page.getByRole("checkbox", { name: /^I agree/ }).check();
  await page.getByRole("button", { name: "Register" }).click();
}

/** Opens a link in a browser of its own; answers whether it lets somebody in under the name. */
async function opensAs(link, name) {
  const page = await person(browser, aula);
  await page.goto(link);
  const dead = page.getByRole("heading", { name: "This link does not work" });
  await Promise.race([page.waitForURL((url) => url.pathname !== "/join"), dead.waitFor()]);
  if (await dead.count())
    return page
      .context()
      .close()
      .then(() => false);
  await page.goto(`/c/${course}`);
  await page.getByText(`You are here as ${name}`).waitFor();
  await page.context().close();
  return true;
}

test("a link that was asked for replaces the old one when it is opened, not before", async () => {
  const old = await aula.register("Ada Atim", "ada@example.org");
  const stranger = await ask("ADA@example.org", { viewport: phone });
  assert.deepEqual(await violations(stranger), []);
  assert.deepEqual(stranger.complaints, []);
  await stranger.context().close();
  const fresh = linkIn(await post.letter("ada@example.org", 2));
  assert.notEqual(fresh, old);
  assert.ok(await opensAs(old, "Ada Atim"));
  assert.ok(await opensAs(fresh, "Ada Atim"));
  assert.equal(await opensAs(old, "Ada Atim"), false);
  assert.ok(await opensAs(fresh, "Ada Atim"));
});

test("a stranger with a lecturer's address reaches nothing, by either form", async () => {
  const link = await aula.invite("lecturer", "Leo Lecturer");
  await (await ask("leo.lecturer@example.org")).context().close();
  const stranger = await person(browser, aula);
  await fillIn(stranger, "Somebody Else", "leo.lecturer@example.org");
  await stranger.getByRole("heading", { name: "Look in your mail" }).waitFor();
  assert.equal(await stranger.getByRole("textbox", { name: "Your personal link" }).count(), 0);
  const letter = await post.letter("leo.lecturer@example.org", 2);
  assert.doesNotMatch(letter, /join/);
  assert.match(letter, /ask an organizer/);
  assert.ok(await opensAs(link, "Leo Lecturer"));
  await stranger.context().close();
});

test("an address that nobody registered gets the same words, and no mail", async () => {
  const page = await ask("nobody@example.org");
  await page.context().close();
  const marker = await ask("ada@example.org"); // letters leave in order
  await marker.context().close();
  await post.letter("ada@example.org", 3);
  assert.deepEqual(post.to("nobody@example.org"), []);
});

test("the field works by keys alone, and says what is wrong with an address", async () => {
  const page = await person(browser, aula);
  await page.goto(`/c/${course}`);
  await box(page).focus();
  await page.keyboard.type("ada at example");
  await page.keyboard.press("Enter");
  await page.getByText("Please enter an e-mail address, such as name@example.org.").waitFor();
  assert.ok(await box(page).evaluate((field) => field === document.activeElement));
  await box(page).fill("");
  await page.keyboard.type("keys@example.org");
  await page.keyboard.press("Enter");
  await sent(page).waitFor();
  await page.context().close();
});

const document_of = () => ask_operator(aula.data, "GET", `/courses/${course}/document`);
const put = (document) => ask_operator(aula.data, "PUT", `/courses/${course}`, document);

/** Nothing but the database closes a course yet; nobody has it open meanwhile. */
async function setOpen(isOpen) {
  await aula.halt();
  const change = `import sqlite3,sys; db = sqlite3.connect(sys.argv[1]); db.execute("UPDATE courses SET is_open = ${isOpen ? 1 : 0}"); db.commit()`;
  execFileSync("/usr/bin/python3", ["-c", change, join(aula.data, "aula.db")]);
  await aula.serve();
}

test("the field is there when the course is full, closed and over, and the link comes", async () => {
  const before = await document_of();
  await aula.register("Cem Demir", "cem@example.org");
  const states = {
    full: [() => put({ ...before, capacity: 1 }), "All places are taken."],
    closed: [() => setOpen(false), "Registration for this course is closed."],
    over: [
      async () => {
        await setOpen(true);
        const past = (time) => time.replace(/^\d{4}/, "2020");
        const sessions = before.sessions.map((one) => ({ ...one, starts: past(one.starts), ends: past(one.ends) }));
        await put({ ...before, sessions });
      },
      "Take part",
    ],
  };
  let letters = 1;
  for (const [state, [arrange, says]] of Object.entries(states)) {
    await arrange();
    for (const viewport of letters === 1 ? [phone, desktop] : [phone]) {
      const page = await person(browser, aula, { viewport });
      await page.goto(`/c/${course}`);
      await page.getByText(says, { exact: true }).first().waitFor();
      await box(page).waitFor();
      assert.deepEqual(await violations(page), [], state);
      await page.context().close();
    }
    await (await ask("cem@example.org")).context().close();
    const link = linkIn(await post.letter("cem@example.org", ++letters));
    assert.ok(await opensAs(link, "Cem Demir"), state);
  }
  await put(before);
});

/** What a browser can say of its zone and languages; none of it was typed by anybody. */
const oddBrowsers = [
  ["a zone that it does not know", "Etc/Unknown", ["en-GB"]],
  ["no zone", undefined, ["en-GB"]],
  ["an offset", "+05:30", ["en-GB"]],
  ["an empty zone", "", ["en-GB"]],
  ["a zone of tomorrow", "Europe/Newtown", ["en-GB"]],
  ["a language tag that is none", "Africa/Kampala", ["en-US@posix", "en"]],
  ["a language tag with extensions", "Africa/Kampala", ["en-GB-u-hc-h12-nu-arab"]],
  ["no languages", "Africa/Kampala", []],
];

for (const [what, zone, languages] of oddBrowsers) {
  test(`a browser that says ${what} registers`, async () => {
    const page = await person(browser, aula, { viewport: phone });
    await page.addInitScript(
      ([zone, languages]) => {
        const { resolvedOptions } = Intl.DateTimeFormat.prototype;
        Intl.DateTimeFormat.prototype.resolvedOptions = function () {
          return { ...resolvedOptions.call(this), timeZone: zone };
        };
        Object.defineProperty(navigator, "languages", { get: () => languages });
      },
      [zone, languages],
    );
    const email = `${what.replace(/\W+/g, ".")}@example.org`;
    await fillIn(page, "Zoe Zone", email);
    await page.getByRole("heading", { name: "You are registered" }).waitFor();
    await page.getByText("You are here as Zoe Zone").waitFor();
    if (!zone || zone === "Etc/Unknown") {
      await page.getByText("All times are in the time zone Europe/Amsterdam").waitFor();
      const first = page.locator(".timetable-line .when").first();
      assert.match(await first.textContent(), /^09:00 – 09:45/);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("the organizer reads what was mailed, and no link in it opens anything", async () => {
  const organizer = await person(browser, aula);
  await enter(organizer, await aula.invite("organizer", "Olga Organizer"));
  await organizer.goto(`/c/${course}/manage/mail`);
  const letter = organizer.locator("details").filter({ hasText: "ada@example.org" }).first();
  await letter.locator("summary").click();
  await letter.getByText(`${aula.url}/join#…`).waitFor();
  assert.doesNotMatch(await organizer.content(), /join#[\w-]{20}/);
  await organizer.context().close();
});

test("a server without a mail server says so, and whom to ask", async () => {
  const silent = await Aula.start({ decks: [] });
  try {
    await silent.register("Ada Atim", "ada@example.org");
    for (const address of ["ada@example.org", "nobody@example.org"]) {
      const page = await person(browser, silent);
      await page.goto(`/c/${course}`);
      await box(page).fill(address);
      await page.getByRole("button", { name: "Send me my link" }).click();
      await page.getByText("This server sends no mail. Please ask the organizer").waitFor();
      await page.context().close();
    }
  } finally {
    await silent.stop();
  }
});
