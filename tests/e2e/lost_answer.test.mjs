// The worst moment for a network to go: the message is saved, and its author does not hear of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, launch, person } from "./support/browser.mjs";
import { say, seesChat, startLecture } from "./support/room.mjs";
import { Aula, course } from "./support/server.mjs";

const lagging = 4001; // a close code after which a client comes back

let aula, browser, lecturer, student, room;

before(async () => {
  aula = await Aula.start({ decks: [] });
  browser = await launch();
  room = `/c/${course}/${(await aula.session("mon-1")).id}`;
  lecturer = await person(browser, aula);
  student = await person(browser, aula);
});
after(async () => {
  await browser?.close();
  await aula?.stop();
});

/** Stands between the page and the server: cuts the connection at the first answer to a message, which is lost. */
async function loseFirstAnswer(page) {
  const sent = [];
  let isLost = false;
  await page.routeWebSocket("**/ws", (client) => {
    const server = client.connectToServer();
    client.onMessage((text) => {
      sent.push(JSON.parse(text));
      server.send(text);
    });
    server.onMessage((text) => {
      const isAnswer = /"type":"(ok|chat_posted)"/.test(text);
      if (!isAnswer || isLost) return client.send(text);
      isLost = true;
      server.close();
      return client.close({ code: lagging });
    });
  });
  return sent;
}

test("a message whose answer is lost is sent again under its key, and said once", async () => {
  const sent = await loseFirstAnswer(student);
  await enter(lecturer, await aula.invite("lecturer", "Leo Lecturer"));
  await lecturer.goto(room);
  await startLecture(lecturer);
  await enter(student, await aula.invite("attendee", "Sari Wulandari"));
  await say(student, "Is this on?");
  await seesChat(student, ["Is this on?"]);
  await say(lecturer, "Yes, it is.");
  await Promise.all([student, lecturer].map((page) => seesChat(page, ["Is this on?", "Yes, it is."])));
  const keys = sent.filter(({ type }) => type === "post_chat").map(({ key }) => key);
  assert.equal(keys.length, 2, "it was sent twice, as the first answer was lost");
  assert.equal(keys[0], keys[1]);
  await student.locator(".unsent").waitFor({ state: "detached" });
});
