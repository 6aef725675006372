// A lecture hall for one fault: a real server with a course, people and their logins.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const lecturers = 64; // the bench's first so many people give lectures

/** On two shards, where the bench takes one, so that what crosses threads is in it. */
const two_shards = { "server.shards": 2 };

/** Runs `work(aula)` with a fresh server and so many attendees. */
export async function on_stage(make_aula, { attendees, settings = {}, programs = {} }, work) {
  const aula = make_aula({ ...two_shards, ...settings });
  aula.binaries = { ...aula.binaries, ...programs };
  await aula.serve();
  await aula.populate(attendees);
  const answer = await work(aula);
  await aula.halt();
  return answer;
}

/** Where a page connects: a session that nobody has been in. */
export const fresh_place = (aula) => ({ port: aula.port, course: aula.course, session: aula.rooms({})[0].session });

/** Cookies: `{lecturer, attendees}`. */
export function cookies_of(aula) {
  const lines = readFileSync(join(aula.folder, "cookies"), "utf8").trim().split("\n");
  return { lecturer: lines[0], attendees: lines.slice(lecturers) };
}

const size_of = (aula, file) => statSync(join(aula.folder, "data", file), { throwIfNoEntry: false })?.size ?? 0;

export const database_bytes = (aula) => size_of(aula, "aula.db");

/** Its log of writes. */
export const wal_bytes = (aula) => size_of(aula, "aula.db-wal");

/** `{participant: live_ms}` of one session, as the organizer's table has it. */
export async function live_minutes(aula, session) {
  const { rows } = await aula.operator("GET", `/courses/${aula.course}/attendance?table=persons&format=json`);
  return Object.fromEntries(rows.filter((row) => row.session === session).map((row) => [row.participant, row.live_ms]));
}
