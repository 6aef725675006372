import { limits } from "../protocol";
import type {
  ChatMessage,
  ChatPosted,
  DeckAttached,
  DeckView,
  Event,
  SessionView,
} from "../protocol";

/**
 * Type-checked proof that a `switch` has a case for every event we know; one from a newer server
 * changes nothing.
 */
const unreachable = (_: never, session: SessionView): SessionView => session;

/** Milliseconds of the live window that this event closes, if one is open. */
function liveUntil(session: SessionView, at: string): number {
  if (session.phase !== "live" || session.phase_since === null) return session.live_ms;
  return session.live_ms + Date.parse(at) - Date.parse(session.phase_since);
}

const message = (e: ChatPosted): ChatMessage => ({
  seq: e.seq,
  at: e.at,
  who: e.who,
  name: e.name,
  role: e.role,
  text: e.text,
  is_hidden: e.text === "", // a later event hides it
});

const attached = ({ deck, title, hash, pages, width, height }: DeckAttached): DeckView => ({
  deck,
  title,
  hash,
  pages,
  width,
  height,
});

function withCall({ call_url: _, ...session }: SessionView, url?: string): SessionView {
  return url === undefined ? session : { ...session, call_url: url };
}

/**
 * The session after one more event: the same fold as server/domain/fold.cpp makes, for what a
 * viewer sees (tests/folds/cases has the truth for both). `keep` is how many chat messages stay.
 */
export function fold(session: SessionView, e: Event, keep: number = limits.chatShown): SessionView {
  switch (e.type) {
    case "session_opened":
      return { ...session, phase: "open", phase_since: e.at };
    case "session_started":
      return { ...session, phase: "live", phase_since: e.at };
    case "session_paused":
      return { ...session, phase: "paused", phase_since: e.at, live_ms: liveUntil(session, e.at) };
    case "session_ended":
      return { ...session, phase: "ended", phase_since: e.at, live_ms: liveUntil(session, e.at) };
    case "slide_shown":
      return { ...session, slide: { deck: e.deck, page: e.page } };
    case "chat_posted":
      return { ...session, chat: [...session.chat, message(e)].slice(-keep) };
    case "chat_hidden":
      return {
        ...session,
        chat: session.chat.map((m) =>
          m.seq === e.target ? { ...m, text: "", is_hidden: true } : m,
        ),
      };
    case "participant_muted":
      return { ...session, muted: [...session.muted, e.who] };
    case "participant_unmuted":
      return { ...session, muted: session.muted.filter((who) => who !== e.who) };
    case "deck_attached":
      if (e.hash === "") return session; // a later event takes the deck away
      return { ...session, decks: [...session.decks, attached(e)] };
    case "deck_detached":
      return {
        ...session,
        decks: session.decks.filter((one) => one.deck !== e.deck),
        slide: session.slide?.deck === e.deck ? null : session.slide,
      };
    case "call_changed":
      return withCall(session, e.call_url);
    case "role_changed":
    case "participant_removed":
      return session; // a matter of rights, which the server checks; nothing that is drawn
    default:
      return unreachable(e, session);
  }
}
