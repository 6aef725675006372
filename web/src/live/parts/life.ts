import { emptyLife } from "../../protocol";
import type { ClockCorrected, Event, LifeView, SessionPhase, SessionResumed } from "../../protocol";
import { unchanged } from "./part";

/** Milliseconds of the live window that this event closes, if one is open. */
function liveUntil(life: LifeView, at: string): number {
  if (life.phase !== "live" || life.phase_since === null) return life.live_ms;
  return life.live_ms + Math.max(0, Date.parse(at) - Date.parse(life.phase_since));
}

/** Another phase. A step to it is an answer to what the staff was asked. */
const entered = (life: LifeView, phase: SessionPhase, at: string): LifeView => ({
  phase,
  phase_since: at,
  live_ms: liveUntil(life, at),
});

function withoutQuestion({ confirm_by: _, ...life }: LifeView): LifeView {
  return life;
}

/** The server was away: from `since` to the event it was not live. */
function resumed(life: LifeView, { since, at }: SessionResumed): LifeView {
  if (life.phase !== "live") return life;
  return { ...life, phase_since: at, live_ms: liveUntil(life, since) };
}

/** What the log has from `from` on happened earlier, because the clock was ahead. */
function withRightClock(life: LifeView, { from, ahead_ms }: ClockCorrected): LifeView {
  const since = life.phase_since === null ? Number.NaN : Date.parse(life.phase_since);
  if (!(since >= Date.parse(from))) return life;
  return { ...life, phase_since: new Date(since - ahead_ms).toISOString() };
}

export function foldLife(life: LifeView, e: Event): LifeView {
  switch (e.type) {
    case "session_opened":
      return entered(life, "open", e.at);
    case "session_started":
      return entered(life, "live", e.at);
    case "session_paused":
      return entered(life, "paused", e.at);
    case "session_ended":
      return entered(life, "ended", e.until ?? e.at);
    case "session_started_over":
      return emptyLife;
    case "session_resumed":
      return resumed(life, e);
    case "clock_corrected":
      return withRightClock(life, e);
    case "confirmation_asked":
      return { ...life, confirm_by: e.until };
    case "session_confirmed":
      return withoutQuestion(life);
    default:
      return unchanged<"life">(life, e);
  }
}
