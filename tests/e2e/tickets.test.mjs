// What a student is told when the way back in is barred, or only busy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/axe.mjs";
import { enter, launch, person, phone } from "./support/browser.mjs";
import { say, seesChat, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

const restarting = 4000; // a close code after which a client comes back

let aula, browser, lecturer, sari;
const sockets = []; // those that her page has opened

before(async () => {
  aula = await Aula.start({ decks: [] });
  browser = await launch();
  const room = `/c/${course}/${(await aula.session("mon-1")).id}`;
  lecturer = await person(browser, aula);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.goto(room);
  await startLecture(lecturer);
  sari = await person(browser, aula, { viewport: phone });
  await sari.routeWebSocket("**/ws", (client) => {
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

const line = () => sari.locator(".connection");

/** Ends her connection and answers every wish for a new ticket like this. */
async function barred(answer) {
  await sari.route("**/tickets", answer);
  // Whichever of them she is in: two tries that cross open two, and only one of them stays.
  await Promise.all(sockets.splice(0).map((each) => each.close({ code: restarting }).catch(() => undefined)));
}

const refusal = (status, code, headers = {}) => (route) =>
  route.fulfill({ status, headers, contentType: "application/json", body: JSON.stringify({ error: { code, detail: "…" } }) });

for (const [what, answer, told] of [
  ["a server that is full", refusal(429, "too_many_requests", { "retry-after": "60" }), "The server is full at the moment."],
  ["a server that is busy", refusal(503, "busy", { "retry-after": "60" }), "The server is full at the moment."],
  ["a server that restarts", refusal(503, "unavailable", { "retry-after": "60" }), "The server is restarting."],
  ["a server that is ill", refusal(500, "internal"), "The server has a problem at the moment."],
  ["a proxy that finds nothing", (route) => route.fulfill({ status: 404, body: "<h1>Not found</h1>" }), "The server has a problem"],
]) {
  test(`${what} is told as such, what was typed waits, and it goes on at a press`, async () => {
    await barred(answer);
    await line().getByText(told).waitFor();
    const text = `Typed because of ${what}`;
    await say(sari, text);
    await line().getByText("1 message is not sent yet.").waitFor();
    assert.deepEqual(await violations(sari), []);
    await sari.unroute("**/tickets");
    const next = line().getByRole("button", { name: "Try now" });
    await next.click().catch(() => undefined); // it may have come back by itself just now
    await lecturer.getByText(text).waitFor();
    await sari.locator(".unsent").waitFor({ state: "detached" });
  });
}

test("a wait that the server asks for is kept to", async () => {
  await barred(refusal(429, "too_many_requests", { "retry-after": "60" }));
  await line().getByText(/Next try in (5\d|6\d) s/).waitFor();
  await sari.unroute("**/tickets");
  await line().getByRole("button", { name: "Try now" }).click();
  await line().and(sari.locator(".calm")).waitFor({ state: "attached" });
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
    await sari.getByRole("heading", { name: "You are no longer in this room" }).waitFor();
    await sari.getByText(told).waitFor();
    await sari.getByRole("heading", { name: "These messages were not sent" }).waitFor();
    await sari.getByText(`My question of ${status}`).waitFor();
    assert.deepEqual(await violations(sari), []);
    assert.equal(await sari.evaluate(() => Object.keys(sessionStorage).length), 0);
    await sari.unroute("**/tickets");
    await sari.getByRole("button", { name: "Try again" }).click();
    await sari.getByText("Welcome", { exact: true }).waitFor();
    assert.equal(await sari.locator(".unsent").count(), 0);
  });
}

test("nobody's browser had anything to complain of", () => {
  assert.deepEqual([...lecturer.complaints, ...sari.complaints], []);
});
