// What a student is told when the way back in is barred, or only busy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/axe.mjs";
import { enter, launch, person, phone } from "./support/browser.mjs";
import { chatOf, say, seesChat, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

const restarting = 4000; // a close code after which a client comes back

let aula, browser, room, lecturer, sari;
let isBarred = false;
const sockets = []; // those that her page has opened

before(async () => {
  aula = await Aula.start({ decks: [] });
  browser = await launch();
  room = `/c/${course}/${(await aula.session("mon-1")).id}`;
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.goto(room);
  await startLecture(lecturer);
  sari = await person(browser, aula, { viewport: phone });
  await sari.routeWebSocket("**/ws", (client) => {
    if (isBarred) return void client.close({ code: restarting }); // by a ticket from before
    sockets.push(client);
    client.connectToServer();
  });
  await enter(sari, await aula.invite("attendee", "Sari Wulandari"));
  await say(lecturer, "Welcome");
  await seesChat(sari, ["Welcome"]);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** What has the focus: its id, or the words on it. */
const focused = () => sari.evaluate(() => document.activeElement.id || document.activeElement.textContent);
const line = () => sari.locator(".connection");

/** Waits for the line to say something; what it said instead is worth knowing. */
async function told(what) {
  const why = await line()
    .getByText(what)
    .waitFor()
    .then(
      () => null,
      (late) => late,
    );
  if (why) throw new Error(`${why.message}\ninstead: ${await line().innerText()}; ${sockets.length} sockets`);
}

/** Ends her connection and answers every wish for a new ticket like this. */
async function barred(answer) {
  await sari.route("**/tickets", answer);
  isBarred = true;
  // Whichever of them she is in: two tries that cross open two, and only one of them stays.
  await Promise.all(sockets.splice(0).map((each) => each.close({ code: restarting }).catch(() => undefined)));
}

/** Her page gets tickets again. */
async function freed() {
  isBarred = false;
  await sari.unroute("**/tickets");
}

const refusal =
  (status, code, headers = {}) =>
  (route) =>
    route.fulfill({
      status,
      headers,
      contentType: "application/json",
      body: JSON.stringify({ error: { code, detail: "…" } }),
    });

for (const [what, answer, words] of [
  [
    "a server that is full",
    refusal(429, "too_many_requests", { "retry-after": "60" }),
    "The server is full at the moment.",
  ],
  ["a server that is busy", refusal(503, "busy", { "retry-after": "60" }), "The server is full at the moment."],
  ["a server that restarts", refusal(503, "unavailable", { "retry-after": "60" }), "The server is restarting."],
  ["a server that is ill", refusal(500, "internal"), "The server has a problem at the moment."],
  [
    "a proxy that finds nothing",
    (route) => route.fulfill({ status: 404, body: "<h1>Not found</h1>" }),
    "The server has a problem",
  ],
]) {
  test(`${what} is told as such, what was typed waits, and it goes on at a press`, async () => {
    await barred(answer);
    await told(words);
    const text = `Typed because of ${what}`;
    await say(sari, text);
    await line().getByText("1 message is not sent yet.").waitFor();
    assert.deepEqual(await violations(sari), []);
    await freed();
    const next = line().getByRole("button", { name: "Try now" });
    await next.click().catch(() => undefined); // it may have come back by itself just now
    await lecturer.getByText(text).waitFor();
    await sari.locator(".unsent").waitFor({ state: "detached" });
  });
}

test("a wait that the server asks for is kept to", async () => {
  await barred(refusal(429, "too_many_requests", { "retry-after": "60" }));
  await told(/Next try in (5\d|6\d) s/);
  await freed();
  await line().getByRole("button", { name: "Try now" }).click();
  await line().and(sari.locator(".calm")).waitFor({ state: "attached" });
});

test("the button keeps the focus while it is tried, and hands it to the chat when all is well", async () => {
  await barred(refusal(503, "unavailable", { "retry-after": "60" }));
  const button = line().getByRole("button", { name: "Try now" });
  await button.waitFor();
  await freed();
  let answer;
  const asked = new Promise((resolve) => {
    void sari.route("**/tickets", (route) => {
      answer = () => route.continue();
      resolve();
    });
  });
  await button.focus();
  await button.press("Enter");
  await asked;
  await line().getByText("Trying again").waitFor();
  assert.equal(await focused(), "Try now");
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await answer();
  await line().and(sari.locator(".calm")).waitFor({ state: "attached" });
  assert.equal(await focused(), "chat");
  await freed();
});

test("what is not sent is on the page after a reload, before the server lets anybody in", async () => {
  await barred(refusal(503, "busy", { "retry-after": "60" }));
  await line().getByText("The server is full").waitFor();
  await say(sari, "Still mine");
  await sari.reload();
  await sari.locator(".unsent").getByText("Still mine").waitFor();
  await line().getByText("1 message is not sent yet.").waitFor();
  await sari.getByText("The chat appears as soon as you are connected.").waitFor();
  assert.deepEqual(await violations(sari), []);
  await freed();
  await line().getByRole("button", { name: "Try now" }).click();
  await lecturer.getByText("Still mine").waitFor();
  await sari.locator(".unsent").waitFor({ state: "detached" });
  assert.equal((await chatOf(lecturer)).filter((text) => text === "Still mine").length, 1);
});

test("a page that the server does not answer for opens by itself once it does", async () => {
  await sari.route("**/api/**", (route) => route.abort());
  await sari.goto(room);
  await sari.getByRole("heading", { name: "This page could not be loaded" }).waitFor();
  await sari.getByRole("status").getByText("There is no answer yet.").waitFor();
  assert.deepEqual(await violations(sari), []);
  await sari.unroute("**/api/**");
  await sari.getByText("Welcome", { exact: true }).waitFor();
});

test("whoever waits long for the page is told that it goes on", async () => {
  let held;
  await sari.route("**/sessions/*", (route) => (held = route));
  await sari.goto(room);
  await sari.getByRole("status").getByText("This takes longer than usual").waitFor();
  assert.deepEqual(await violations(sari), []);
  await held.continue();
  await sari.getByText("Welcome", { exact: true }).waitFor();
  await sari.unroute("**/sessions/*");
});

for (const [status, code, told] of [
  [401, "unauthenticated", "You are no longer signed in on this device."],
  [403, "forbidden", "You may not be in this session."],
  [404, "not_found", "This session no longer exists."],
]) {
  test(`a ${status} ends it, says why, and leaves nobody without their words`, async () => {
    await sari.context().setOffline(true);
    await line().getByText("This device is offline.").waitFor();
    await say(sari, `My question of ${status}`);
    await sari.route("**/tickets", refusal(status, code));
    await sari.context().setOffline(false);
    await sari.getByRole("heading", { name: "You are not in this room" }).waitFor();
    await sari.getByText(told).waitFor();
    await sari.getByRole("heading", { name: "These messages were not sent" }).waitFor();
    await sari.getByText(`My question of ${status}`).waitFor();
    assert.deepEqual(await violations(sari), []);
    assert.equal(await sari.evaluate(() => Object.keys(sessionStorage).length), 0);
    assert.equal(await focused(), "content", "whoever does not see is at what is new");
    await freed();
    const again = sari.getByRole("button", { name: "Try again" });
    if (status === 401) await again.click();
    else assert.equal(await again.count(), 0, "it would not help");
    await sari.goto(room);
    await sari.getByText("Welcome", { exact: true }).waitFor();
    assert.equal(await sari.locator(".unsent").count(), 0);
  });
}

test("nobody's browser had anything to complain of", () => {
  assert.deepEqual([...lecturer.complaints, ...sari.complaints], []);
});
