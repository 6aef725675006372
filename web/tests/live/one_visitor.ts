import { afterEach, beforeEach } from "node:test";
import type { Hello } from "../../src/protocol";
import { accepted, welcome } from "./frames";
import { LectureHall, Visitor } from "./lecture_hall";

/** A lecture hall with one visitor, both anew for each test of the file that imports this. */
export let hall: LectureHall;
export let visitor: Visitor;

beforeEach(async () => {
  hall = new LectureHall();
  await hall.listening();
  visitor = new Visitor(hall);
});
afterEach(() => {
  visitor.connection.stop();
  hall.stop();
});

/** The visitor is let in and welcomed at that event. */
export async function comeIn(seq: number): Promise<void> {
  visitor.connection.start();
  await hall.next<Hello>();
  hall.say(accepted(false, seq), welcome(seq));
  await visitor.until(() => visitor.welcomes.length === 1);
}
