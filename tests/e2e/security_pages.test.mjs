// Every page, as those who use it: nothing is blocked by the content policy, because nothing is tried that it forbids; no
// request leaves for another host; and what would break the policy is seen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desktop, enter, launch, person } from "./support/browser.mjs";
import { say, seesChat, seesPage, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

let aula, browser, session;
const links = {};

before(async () => {
  aula = await Aula.start();
  browser = await launch();
  session = await aula.session("mon-1");
  links.organizer = await aula.invite("organizer", "Olga Organizer");
  links.lecturer = await aula.invite("lecturer", "Leo Lecturer");
  links.student = await aula.register("Moses Okello", "moses.okello@example.org");
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** A person whose every page says what its policy has kept from happening. */
async function watched() {
  const page = await person(browser, aula, { viewport: desktop });
  await page.exposeFunction("noteViolation", (what) => page.complaints.push(`policy: ${what}`));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (of) =>
      window.noteViolation(`${of.effectiveDirective} ${of.blockedURI} ${of.sample}`),
    ),
  );
  page.answers = [];
  page.on("response", (response) => page.answers.push(response));
  return page;
}

const heading = (name) => (page) => page.getByRole("heading", { level: 1, name }).waitFor();
const manage = (section) => `/c/${course}/manage${section}`;

/** The pages that each role has; a room is looked at in a test of its own. */
const pages = {
  nobody: [
    ["/", (page) => page.getByRole("link", { name: /^Cutting-edge/ }).waitFor()],
    [`/c/${course}`, (page) => page.getByRole("button", { name: "Register" }).waitFor()],
    ["/join#no-such-token-no-such-token-no-such-token", heading("This link does not work")],
    ["/nowhere/at/all", heading("This page does not exist")],
    [manage(""), heading("These pages are the organizer's")],
  ],
  student: [[`/c/${course}`, (page) => page.getByText("You are here as Moses Okello").waitFor()]],
  organizer: [
    [manage(""), heading("Overview")],
    [manage("/sessions"), heading("Sessions")],
    [manage("/sessions/new"), heading("Add a session")],
    [
      () => manage(`/sessions/${session.id}`),
      (page) => page.getByRole("img", { name: "Page 1", exact: true }).waitFor(),
    ],
    [manage("/people"), (page) => page.getByText("Moses Okello").first().waitFor()],
    [manage("/people/add"), heading("Add people")],
    [manage("/live"), heading("Live counts")],
    [manage("/attendance"), heading("Attendance")],
    [manage("/mail"), (page) => page.getByText("moses.okello@example.org").first().waitFor()],
    [manage("/tokens"), heading("Access tokens")],
    [manage("/settings"), (page) => page.getByRole("button", { name: "Save" }).waitFor()],
  ],
};

/** What is wrong with the heads of what a page got. */
function faultsOf(answers) {
  const faults = [];
  for (const response of answers) {
    const heads = response.headers();
    const url = response.url();
    const policy = heads["content-security-policy"] ?? "";
    if (heads["x-content-type-options"] !== "nosniff") faults.push(`${url}: no nosniff`);
    if (!policy.startsWith("default-src 'none'") || !policy.includes("frame-ancestors 'none'")) {
      faults.push(`${url}: the policy is "${policy}"`);
    }
    const isPage = (heads["content-type"] ?? "").startsWith("text/html");
    if (isPage !== policy.includes("require-trusted-types-for 'script'")) faults.push(`${url}: the wrong policy`);
  }
  return faults;
}

for (const [role, visits] of Object.entries(pages)) {
  test(`the pages of ${role} keep within the policy`, async () => {
    const page = await watched();
    if (links[role]) await enter(page, links[role]);
    for (const [path, isComplete] of visits) {
      await page.goto("about:blank"); // a change of the fragment alone would not load anything
      await page.goto(typeof path === "string" ? path : path());
      await isComplete(page);
    }
    assert.deepEqual(page.complaints, []);
    assert.ok(page.answers.length > visits.length);
    assert.deepEqual(faultsOf(page.answers), []);
    await page.context().close();
  });
}

test("a lecture in the room keeps within the policy, for the lecturer and for a student", async () => {
  const lecturer = await watched();
  const student = await watched();
  await enter(lecturer, links.lecturer);
  await enter(student, links.student);
  for (const page of [lecturer, student]) await page.goto(`/c/${course}/${session.id}`);
  await startLecture(lecturer);
  await lecturer.keyboard.press("ArrowRight");
  for (const page of [lecturer, student]) await seesPage(page, 1);
  const markup = `<img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3)`;
  await say(student, markup);
  for (const page of [lecturer, student]) await seesChat(page, [markup]);
  assert.deepEqual([...lecturer.complaints, ...student.complaints], []);
  assert.deepEqual(faultsOf([...lecturer.answers, ...student.answers]), []);
  for (const page of [lecturer, student]) await page.context().close();
});

test("whatever would break the policy is kept from happening, and noticed", async () => {
  const page = await watched();
  const attempts = {
    "markup from a string": () => {
      document.body.innerHTML = "<b>markup</b>";
    },
    "an inline script": () => {
      const script = document.createElement("script");
      script.append("window.hasRun = true");
      document.body.append(script);
    },
    "a handler in markup": () => document.body.setAttribute("onclick", "window.hasRun = true"),
    "a style of another host": () => {
      const link = Object.assign(document.createElement("link"), {
        rel: "stylesheet",
        href: "http://127.0.0.2:9/x.css",
      });
      document.head.append(link);
    },
    "a picture of another host": () => {
      document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2:9/x.png" }));
    },
    "a request to another host": () => void fetch("http://127.0.0.2:9/").catch(() => {}),
    "a frame": () => document.body.append(Object.assign(document.createElement("iframe"), { src: "/" })),
    "a form": () => {
      const form = Object.assign(document.createElement("form"), { action: "/elsewhere", method: "post" });
      document.body.append(form);
      form.submit();
    },
    "another base": () => {
      document.head.append(Object.assign(document.createElement("base"), { href: "http://127.0.0.2:9/" }));
    },
  };
  for (const [what, attempt] of Object.entries(attempts)) {
    await page.goto("/");
    await page.getByRole("link", { name: /^Cutting-edge/ }).waitFor();
    page.complaints.splice(0);
    await page.evaluate(attempt).catch(() => {}); // some of them throw
    const deadline = Date.now() + 20_000;
    while (!page.complaints.some((one) => one.startsWith("policy:"))) {
      assert.ok(Date.now() < deadline, `${what} was not noticed`);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
    }
    assert.equal(await page.evaluate(() => window.hasRun), undefined, what);
  }
  await page.context().close();
});

test("no page can be framed, not even by one of our own", async () => {
  const page = await person(browser, aula);
  const outer = await person(browser, aula, { bypassCSP: true });
  await outer.goto("/");
  await outer.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = Object.assign(document.createElement("iframe"), { src: "/", onload: resolve });
        document.body.append(frame);
      }),
  );
  const [, framed] = outer.frames();
  assert.doesNotMatch(framed.url(), new RegExp(`^${aula.url}`), "the frame shows an error page of the browser");
  for (const one of [page, outer]) await one.context().close();
});
