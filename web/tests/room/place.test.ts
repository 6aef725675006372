import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeckView } from "../../src/protocol";
import { Place } from "../../src/room/place";

const deck: DeckView = {
  deck: "d3",
  title: "Monday",
  hash: "h",
  pages: 12,
  width: 1600,
  height: 900,
};
const live = { deck: "d3", page: 5 };

test("somebody who does nothing sees the lecturer's page", () => {
  assert.deepEqual(new Place().at(live, [deck]), { deck, page: 5 });
});

test("somebody who pages back stays there while the lecturer goes on", () => {
  const place = new Place();
  place.turn({ deck, page: 5 }, -1, live);
  assert.equal(place.at({ deck: "d3", page: 9 }, [deck])?.page, 4);
});

test("paging to the lecturer's page is following again", () => {
  const place = new Place();
  place.turn({ deck, page: 5 }, -1, live);
  place.turn({ deck, page: 4 }, 1, live);
  assert.equal(place.at({ deck: "d3", page: 6 }, [deck])?.page, 6);
});

test("back to live is the lecturer's page, whatever deck that is in", () => {
  const place = new Place();
  const other = { ...deck, deck: "d4" };
  place.turn({ deck, page: 5 }, 3, live);
  place.backToLive();
  assert.deepEqual(place.at({ deck: "d4", page: 1 }, [deck, other]), { deck: other, page: 1 });
});

test("nobody pages past the first or the last page", () => {
  const place = new Place();
  place.turn({ deck, page: 12 }, 1, live);
  assert.equal(place.at(live, [deck])?.page, 12);
  place.turn({ deck, page: 1 }, -1, live);
  assert.equal(place.at(live, [deck])?.page, 1);
});

test("when the own deck is taken away the lecturer's page is shown", () => {
  const place = new Place();
  place.turn({ deck, page: 5 }, 1, live);
  const other = { ...deck, deck: "d4" };
  assert.equal(place.at({ deck: "d4", page: 2 }, [other])?.deck.deck, "d4");
  assert.equal(place.at(null, []), null);
});
