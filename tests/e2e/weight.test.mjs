// What the student's page costs on a slow phone line: bytes, and seconds until there is a slide.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person, phone } from "./support/browser.mjs";
import { seesPage, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

const line = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const page_bytes_max = 50_000;
const first_slide_ms_max = 4_000;

let aula, browser, session;

before(async () => {
  aula = await Aula.start();
  browser = await launch();
  session = await aula.session("mon-1");
  const lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.goto(`/c/${course}/${session.id}`);
  await startLecture(lecturer);
  await lecturer.keyboard.press("ArrowRight");
  await seesPage(lecturer, 1);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** A student who is logged in already, with nothing in the cache, on the slow line. */
async function slowStudent() {
  const page = await person(browser, aula, { viewport: phone, deviceScaleFactor: 2 });
  await enter(page, await aula.invite("attendee", "Sari Wulandari"));
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.clearBrowserCache");
  await wire.send("Network.emulateNetworkConditions", line);
  return { page, wire };
}

/** Runs in the page: when the slide's first picture, however small, was there to be drawn, counted from the click. */
function noteFirstSlide() {
  const note = ({ target }) => {
    if (target.matches?.("main .slide img")) window.first_slide_ms ??= performance.now();
  };
  document.addEventListener("load", note, { capture: true });
}

/** Bytes on the wire of everything that is the program itself: documents, scripts, styles, pictures of ours. */
function countProgram(wire) {
  const files = new Map();
  const requests = new Map();
  wire.on("Network.responseReceived", ({ requestId, type, response }) => {
    const { pathname } = new URL(response.url);
    const isOurs = type === "Document" || pathname.startsWith("/assets/");
    if (isOurs) requests.set(requestId, pathname);
  });
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (requests.has(requestId)) files.set(requests.get(requestId), encodedDataLength);
  });
  return files;
}

test("the student's page is at most 50 kB, and its first slide is there within 4 s at 400 kbit/s and 400 ms", async (t) => {
  const { page, wire } = await slowStudent();
  const files = countProgram(wire);
  await page.addInitScript(noteFirstSlide);
  await page.goto("about:blank");
  await page.goto(`/c/${course}/${session.id}`, { waitUntil: "commit" });
  await seesPage(page, 1);
  const arrived = await page.evaluate(() => window.first_slide_ms);
  const bytes = [...files.values()].reduce((sum, one) => sum + one, 0);
  for (const [name, size] of files) t.diagnostic(`${size} B ${name}`);
  t.diagnostic(`${bytes} B in all; the first slide after ${Math.round(arrived)} ms`);
  assert.ok(files.size >= 4, "the page's files were counted");
  assert.ok(bytes <= page_bytes_max, `${bytes} bytes`);
  assert.ok(arrived <= first_slide_ms_max, `${Math.round(arrived)} ms`);
});

test("nothing of the staff's pages travels to a student", async () => {
  const { page, wire } = await slowStudent();
  const files = countProgram(wire);
  await page.goto("about:blank");
  await page.goto(`/c/${course}/${session.id}`);
  await seesPage(page, 1);
  const names = [...files.keys()].join(" ");
  assert.match(names, /room-/);
  assert.doesNotMatch(names, /stage-|manage-/);
});
