import { limits } from "../protocol";
import type { Event, PartEvents, SessionView } from "../protocol";
import { foldCall } from "./parts/call";
import { foldChat } from "./parts/chat";
import { foldHands } from "./parts/hands";
import { foldLife } from "./parts/life";
import { foldSlides } from "./parts/slides";

/**
 * The session after one more event: the same fold as server/domain/parts makes, for what a viewer sees (tests/folds/cases has
 * the truth for both). Every part folds the events that concern it. Where none has changed, the answer is the same object.
 * `keep` is how many chat messages stay.
 */
export function fold(session: SessionView, e: Event, keep: number = limits.chatShown): SessionView {
  const parts: Pick<SessionView, keyof PartEvents> = {
    life: foldLife(session.life, e),
    slides: foldSlides(session.slides, e),
    chat: foldChat(session.chat, e, keep),
    call: foldCall(session.call, e),
    hands: foldHands(session.hands, e),
  };
  const names = Object.keys(parts) as (keyof PartEvents)[];
  const isSame = names.every((name) => parts[name] === session[name]);
  return isSame ? session : { ...session, ...parts };
}
