import { limits } from "../protocol";
import type {
  ChatMessage,
  ChatPosted,
  ClockCorrected,
  DeckAttached,
  DeckView,
  Event,
  SessionPhase,
  SessionResumed,
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
  return session.live_ms + Math.max(0, Date.parse(at) - Date.parse(session.phase_since));
}

/** Another phase; who takes the session there answers what the staff was asked. */
function entered(session: SessionView, phase: SessionPhase, at: string): SessionView {
  return withoutQuestion({
    ...session,
    phase,
    phase_since: at,
    live_ms: liveUntil(session, at),
  });
}

function withoutQuestion({ confirm_by: _, ...session }: SessionView): SessionView {
  return session;
}

/** The server was away: from `since` to the event it was not live. */
function resumed(session: SessionView, { since, at }: SessionResumed): SessionView {
  if (session.phase !== "live") return session;
  return { ...session, phase_since: at, live_ms: liveUntil(session, since) };
}

/** What the log has from `from` on happened earlier, because the clock was ahead. */
function withRightClock(session: SessionView, { from, ahead_ms }: ClockCorrected): SessionView {
  const since = session.phase_since === null ? Number.NaN : Date.parse(session.phase_since);
  if (!(since >= Date.parse(from))) return session;
  return { ...session, phase_since: new Date(since - ahead_ms).toISOString() };
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
      return entered(session, "open", e.at);
    case "session_started":
      return entered(session, "live", e.at);
    case "session_paused":
      return entered(session, "paused", e.at);
    case "session_ended":
      return entered(session, "ended", e.until ?? e.at);
    case "session_started_over":
      return withoutQuestion({
        ...session,
        phase: "scheduled",
        phase_since: null,
        live_ms: 0,
        slide: null,
      });
    case "session_resumed":
      return resumed(session, e);
    case "clock_corrected":
      return withRightClock(session, e);
    case "confirmation_asked":
      return { ...session, confirm_by: e.until };
    case "session_confirmed":
      return withoutQuestion(session);
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
