import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { signal } from "@preact/signals";
import "../pages/browser";
import type { Outcome } from "../../src/live/unacked";
import type { Command, DeckView, SessionPhase, SlideView } from "../../src/protocol";

const { Presenting } = await import("../../src/stage/presenting");

const deck: DeckView = {
  deck: "d3",
  title: "Monday",
  hash: "h",
  pages: 12,
  width: 1600,
  height: 900,
};
const other = { ...deck, deck: "d4", title: "Extra", pages: 3 };

/** A room whose server answers when, and what, the test says. */
class Room {
  readonly phase = signal<SessionPhase | null>("live");
  readonly slide = signal<SlideView | null>({ deck: "d3", page: 5 });
  readonly decks = signal([deck, other]);
  readonly asked: Command[] = [];
  private settle: ((outcome: Outcome) => void)[] = [];

  readonly do = (command: Command): Promise<Outcome> => {
    this.asked.push(command);
    return new Promise((resolve) => this.settle.push(resolve));
  };

  async answer(outcome: Outcome): Promise<void> {
    this.settle.shift()?.(outcome);
    await Promise.resolve();
    await Promise.resolve();
  }
}

let room: Room;
let presenting: InstanceType<typeof Presenting>;

beforeEach(() => {
  room = new Room();
  presenting = new Presenting(room);
});

test("a page turn is drawn at once and asked of the server", () => {
  presenting.turn(1);
  assert.equal(presenting.page.value, 6);
  assert.deepEqual(room.asked, [{ type: "show_slide", deck: "d3", page: 6 }]);
});

test("three quick presses go three pages on", () => {
  for (let press = 0; press < 3; ++press) presenting.turn(1);
  assert.equal(presenting.page.value, 8);
});

test("a turn that is refused is taken back, with the reason", async () => {
  presenting.turn(1);
  await room.answer({ ok: false, reason: "not_permitted" });
  assert.equal(presenting.page.value, 5);
  assert.match(presenting.problem.value, /refused_not_permitted/);
});

test("once the page is everybody's, a turn by somebody else is followed", () => {
  const stop = presenting.follow();
  presenting.turn(1);
  room.slide.value = { deck: "d3", page: 6 };
  room.slide.value = { deck: "d3", page: 11 };
  assert.equal(presenting.page.value, 11);
  stop();
});

test("nobody turns past the first or the last page", () => {
  room.slide.value = { deck: "d3", page: 12 };
  presenting.turn(1);
  room.slide.value = { deck: "d3", page: 1 };
  presenting.turn(-1);
  assert.deepEqual(room.asked, []);
});

test("before the doors are open pages turn on this screen only", () => {
  room.phase.value = "scheduled";
  room.slide.value = null;
  presenting.turn(1);
  presenting.turn(1);
  assert.equal(presenting.page.value, 2);
  assert.deepEqual(room.asked, []);
});

test("another deck is leafed to first and shown by the next turn, from its first page", () => {
  presenting.choose("d4");
  assert.equal(presenting.page.value, 0);
  presenting.turn(1);
  assert.deepEqual(room.asked, [{ type: "show_slide", deck: "d4", page: 1 }]);
});
