import { emptyHands } from "../../protocol";
import type { CalledView, Event, HandView, HandsView } from "../../protocol";
import { unchanged } from "./part";

/**
 * A welcome has only the first hands of a long queue. Hands that are raised after such a welcome stand here, until every hand
 * between the two lists is down.
 */
interface PartlyKnown extends HandsView {
  behind?: HandView[];
}

const behindOf = (hands: HandsView): HandView[] => (hands as PartlyKnown).behind ?? [];
const unknownIn = (hands: HandsView): number =>
  hands.count - hands.queue.length - behindOf(hands).length;

/** The place of somebody's hand, from 1; null when it is down, "unknown" when the page cannot know whether it is up. */
export function placeOf(hands: HandsView, who: string): number | null | "unknown" {
  const inQueue = hands.queue.findIndex((hand) => hand.who === who);
  if (inQueue >= 0) return inQueue + 1;
  const behind = behindOf(hands);
  const inBehind = behind.findIndex((hand) => hand.who === who);
  if (inBehind >= 0) return hands.count - behind.length + inBehind + 1;
  return unknownIn(hands) > 0 ? "unknown" : null;
}

function raised(hands: HandsView, { who, name }: HandView): HandsView {
  const hand = name === undefined ? { who } : { who, name };
  const count = hands.count + 1;
  if (unknownIn(hands) <= 0) return { ...hands, count, queue: [...hands.queue, hand] };
  return { ...hands, count, behind: [...behindOf(hands), hand] } as PartlyKnown;
}

function lowered(hands: HandsView, who: string): HandsView {
  const isOther = (hand: HandView) => hand.who !== who;
  const { behind: _, ...rest } = hands as PartlyKnown;
  const behind = behindOf(hands).filter(isOther);
  const queue = hands.queue.filter(isOther);
  const count = Math.max(0, hands.count - 1);
  if (queue.length + behind.length >= count)
    return { ...rest, count, queue: [...queue, ...behind] };
  return { ...rest, count, queue, behind } as PartlyKnown;
}

const withCalled = (hands: HandsView, called: CalledView | undefined): HandsView =>
  called === undefined ? hands : { ...hands, called };

/** What the log has from `from` on happened earlier, because the clock was ahead. */
function earlier(called: CalledView, from: string, ahead_ms: number): CalledView {
  const at = Date.parse(called.at);
  if (at < Date.parse(from)) return called;
  return { ...called, at: new Date(at - ahead_ms).toISOString() };
}

export function foldHands(hands: HandsView, e: Event): HandsView {
  switch (e.type) {
    case "hand_raised":
      return raised(hands, e);
    case "hand_lowered":
      return lowered(hands, e.who);
    case "all_hands_lowered":
      return withCalled(emptyHands, hands.called);
    case "hand_called":
      return withCalled(lowered(hands, e.who), { who: e.who, name: e.name, at: e.at });
    case "session_ended":
    case "session_started_over":
      return emptyHands;
    case "clock_corrected":
      return withCalled(hands, hands.called && earlier(hands.called, e.from, e.ahead_ms));
    default:
      return unchanged<"hands">(hands, e);
  }
}
