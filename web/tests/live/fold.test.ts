// The client's half of tests/folds/README.md.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fold } from "../../src/live/fold";
import { emptySession, forStaff, limits, sees } from "../../src/protocol";
import type { Event, SessionView } from "../../src/protocol";

interface Story {
  name: string;
  session: string;
  as: "everyone" | "staff";
  log: Event[];
  view: SessionView;
}

type Told = Omit<Story, "view"> & { view: Record<string, object> };

/** The parts and fields of a view that a case does not state are empty. */
function whole(told: Told): Story {
  const view: Record<string, unknown> = { ...emptySession(told.session) };
  for (const [part, fields] of Object.entries(told.view))
    view[part] = { ...(view[part] as object), ...fields };
  return { ...told, view: view as unknown as SessionView };
}

const folder = join(WEB_ROOT, "../tests/folds/cases");
const stories = readdirSync(folder).map((file) =>
  whole(JSON.parse(readFileSync(join(folder, file), "utf8")) as Told),
);

/** An event without the fields that are for the staff. */
function less(event: Event): Event {
  const hidden = forStaff[event.type] ?? [];
  return Object.fromEntries(
    Object.entries(event).filter(([field]) => !hidden.includes(field)),
  ) as unknown as Event;
}

/** What reaches a viewer: the events of the contract that this role sees, as far as it sees them. */
function shownTo(as: Story["as"], log: Event[]): Event[] {
  const role = as === "staff" ? "moderator" : "attendee";
  const shown = log.filter(({ type }) => sees(role, type));
  return as === "staff" ? shown : shown.map(less);
}

/** The log as the server sends it after its last event: without the words that were taken back. */
function sentLater(log: Event[]): Event[] {
  const isHidden = (seq: number) => log.some((e) => e.type === "chat_hidden" && e.target === seq);
  const isGone = (deck: string, since: number) =>
    log.some((e) => e.type === "deck_detached" && e.deck === deck && e.seq > since);
  return log.map((e) => {
    if (e.type === "chat_posted" && isHidden(e.seq)) return { ...e, text: "" };
    if (e.type === "deck_attached" && isGone(e.deck, e.seq)) return { ...e, title: "", hash: "" };
    return e;
  });
}

test("there are cases", () => assert.ok(stories.length >= 20));

for (const { name, session, as, log, view } of stories) {
  const shown = shownTo(as, log);

  test(name, () => {
    assert.deepEqual(
      shown.reduce((before, event) => fold(before, event), emptySession(session)),
      view,
    );
  });

  test(`${name} (for a page that keeps more of the chat)`, () => {
    const kept = shown.reduce((before, event) => fold(before, event, 500), emptySession(session));
    const messages = kept.chat.messages.slice(-limits.chatShown);
    assert.deepEqual({ ...kept, chat: { ...kept.chat, messages } }, view);
  });
}

test("a page sees the same, however much of the log it saw before words were taken back", () => {
  let takenBack = 0;
  for (const { name, session, as, log, view } of stories) {
    const shown = shownTo(as, log);
    const later = sentLater(shown);
    takenBack += later.filter((event, i) => event !== shown[i]).length;
    for (let seen = 0; seen <= shown.length; seen++) {
      const events = [...shown.slice(0, seen), ...later.slice(seen)];
      const folded = events.reduce((before, event) => fold(before, event), emptySession(session));
      assert.deepEqual(folded, view, `${name} after ${seen}`);
    }
  }
  assert.ok(takenBack >= 5);
});

test("a view is never changed in place, so that what is drawn stays what it was", () => {
  for (const { session, as, log } of stories) {
    let before = emptySession(session);
    for (const event of shownTo(as, log)) {
      const copy = structuredClone(before);
      const next = fold(before, event);
      assert.deepEqual(before, copy);
      before = next;
    }
  }
});

test("an event that this client does not know changes nothing", () => {
  const view = emptySession("s1");
  const later = { type: "bell_rung", seq: 1, prev: 0, at: "2026-03-02T09:00:00.000Z", who: "p7" };
  assert.equal(fold(view, later as unknown as Event), view);
});

test("an event of one part leaves the objects of the others as they are", () => {
  const view = emptySession("s1");
  const opened = {
    type: "session_opened",
    seq: 1,
    prev: 0,
    at: "2026-03-02T09:00:00.000Z",
  } as const;
  const next = fold(view, opened);
  assert.equal(next.life.phase, "open");
  assert.equal(next.slides, view.slides);
  assert.equal(next.chat, view.chat);
  assert.equal(next.call, view.call);
});
