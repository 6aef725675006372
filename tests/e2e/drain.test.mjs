// SIGTERM: nothing acknowledged is lost, everybody is told to come back, and the process is gone in time.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { lasting_port } from "../support/ports.mjs";
import { Operated, until } from "./support/operated.mjs";
import { ask, Seat } from "./support/seat.mjs";

const pdf = readFileSync(new URL("../../docs/examples/cutting-edge-immunology/decks/mon-1.pdf", import.meta.url));
const restarting = 4000;
const people = 20;
const settings = {
  limits: { commands_per_second: 1000, commands_burst: 1000, logins_per_minute: 10000 },
  log: { level: "info", format: "json" },
};
let server, origin, place, cookies;

/** Everybody's place in the room, the lecturer's first. */
async function seated() {
  const seats = await Promise.all(
    place.tokens.map((token, number) => Seat.take(origin, { ...place, token, cookie: cookies?.[number] })),
  );
  cookies = seats.map((seat) => seat.cookie);
  return seats;
}

before(async () => {
  server = await Operated.start(settings, await lasting_port()); // people come back to it
  origin = `http://127.0.0.1:${server.port}`;
  place = await server.open(people);
  const [lecturer, ...others] = await seated();
  assert.equal((await lecturer.command("start_session")).type, "ok");
  await Promise.all([lecturer, ...others].map((seat) => seat.leave()));
});
beforeEach(async () => {
  if (!(await server.operator("GET", "/health").catch(() => null))) await server.serve();
});
after(() => server?.remove());

test("under load: code 0 in time, everybody is told, and what was acknowledged is there after the restart", async () => {
  const seats = await seated();
  const acknowledged = [];
  let isOver = false;
  const talk = async (seat, who) => {
    for (let count = 0; !isOver; count += 1) {
      const text = `${who}/${count}`;
      const answer = await seat.post(text).catch(() => null);
      if (answer?.type === "ok") acknowledged.push(text);
      if (!answer) return;
    }
  };
  const talks = seats.map(talk);
  await until("some hundred messages", () => acknowledged.length > 300);
  server.signal("SIGTERM");
  const { code, ms } = await server.ending();
  isOver = true;
  await Promise.all(talks);
  assert.equal(code, 0);
  assert.ok(ms <= 10_000, `${ms} ms`);
  const codes = await Promise.all(seats.map((seat) => seat.closed));
  assert.deepEqual([...new Set(codes)], [restarting]);
  const [line] = server.said("stopped").slice(-1);
  assert.equal(line.told_to_come_back, people + 1);
  assert.equal(line.cut, 0);
  await server.serve();
  const kept = new Set(await server.chat(place));
  assert.deepEqual(
    acknowledged.filter((text) => !kept.has(text)),
    [],
  );
});

/** Begins an upload and sends its first half; `end` sends the other one. `answer` is its status, or the error. */
function upload() {
  const half = Buffer.alloc(4000, "%PDF-1.7\n");
  const path = `/api/v1/courses/life/sessions/${place.session}/decks/mine.pdf`;
  const asked = request(`${origin}${path}`, {
    method: "PUT",
    agent: false,
    headers: { origin, cookie: cookies[0], "content-type": "application/pdf", "content-length": 2 * half.length },
  });
  const answer = new Promise((resolve) => {
    asked.on("response", (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    asked.on("error", (error) => resolve(error.code));
  });
  asked.write(half);
  return { answer, more: () => asked.write(half.subarray(0, 10)), end: () => asked.end(half) };
}

const uploads = () => readdirSync(`${server.data}/tmp`).filter((name) => name.startsWith("upload-"));

test("an upload that goes on is answered; meanwhile the server is not ready, and nobody new comes in", async () => {
  const begun = upload();
  await until("the upload has begun", () => uploads().length === 1);
  assert.deepEqual(await server.operator("GET", "/health/ready"), { ready: true });
  server.signal("SIGTERM");
  const refused = await until("not ready any more", async () => {
    const answer = await server.operator("GET", "/health/ready").catch((error) => error);
    return answer.status === 503 && JSON.parse(answer.body);
  });
  assert.deepEqual(refused, { ready: false, why: "draining" });
  const met = () =>
    ask(origin, "GET", "/api/v1/health").then(
      () => null,
      ({ code }) => code,
    );
  await until("nobody new comes in", async () => (await met()) === "ECONNREFUSED");
  begun.end();
  assert.ok([201, 202, 400, 422].includes(await begun.answer), `${await begun.answer}`); // whatever it thinks of the file
  const { code, ms } = await server.ending();
  assert.equal(code, 0);
  assert.ok(ms <= 10_000, `${ms} ms`);
  assert.equal(server.said("stopped").at(-1).requests_cut, 0);
});

test("an upload that hangs is given up in time, is counted, and leaves no file", async () => {
  const begun = upload();
  await until("the upload has begun", () => uploads().length === 1);
  server.signal("SIGTERM");
  const { code, ms } = await server.ending();
  assert.equal(code, 0);
  assert.ok(ms <= 10_000, `${ms} ms`);
  assert.equal(server.said("stopped").at(-1).requests_cut, 1);
  assert.ok(["ECONNRESET", "EPIPE", "socket hang up"].includes(await begun.answer) || (await begun.answer) >= 500);
  assert.deepEqual(uploads(), []);
});

test("a second signal ends it at once", async () => {
  const begun = upload(); // something to wait for
  await until("the upload has begun", () => uploads().length === 1);
  await server.says("stopping", () => server.signal("SIGTERM"));
  server.signal("SIGINT");
  const { code, ms } = await server.ending();
  assert.equal(code, 130);
  assert.ok(ms < 4000, `${ms} ms`); // the drain alone would wait for six seconds
  assert.equal(server.said("ended at once, at the second signal").length, 1);
  await begun.answer;
  await server.serve();
  assert.deepEqual(uploads(), []); // what the killed one has left is gone after the next start
  assert.ok(existsSync(`${server.data}/aula.db`));
});

test("a deck that is being converted, and a letter that waits, are named and go on after the next start", async () => {
  server.configure({ ...settings, mail: { smtp_url: "smtp://127.0.0.1:9" } }); // nobody is there
  assert.equal((await server.cli("reload")).code, 0);
  const { registrations } = await server.operator("GET", "/courses/life/registrations");
  const letter = `/courses/life/registrations/${registrations.at(-1).id}/invitations`;
  await server.says("letter delayed", () => server.operator("POST", letter));
  const deck = await server.operator("PUT", `/courses/life/sessions/${place.session}/decks/mon-1.pdf`, pdf);
  assert.equal(deck.state, "rendering");
  const { code, ms } = await server.stop();
  assert.equal(code, 0);
  assert.ok(ms <= 10_000, `${ms} ms`);
  const line = server.said("stopped").at(-1);
  assert.equal(line.decks_to_convert, 1);
  assert.ok(line.letters_to_send >= 1);
  await server.serve();
  const state = async () => (await server.operator("GET", `/courses/life/decks/${deck.id}`)).state;
  await until("the deck is ready", async () => (await state()) === "ready", 120_000);
  const { mail } = await server.operator("GET", "/courses/life/mail");
  assert.ok(mail.some(({ status }) => status === "queued"));
});
