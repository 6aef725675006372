import { useEffect, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import { placeOf } from "../live/parts/hands";
import { may } from "../protocol";
import type { CalledView } from "../protocol";
import { isChatOpen } from "./composer";
import type { RoomStore } from "./store";

/** For how long the page says who was called. */
const called_shown_ms = 60_000;

/** Who was called a short while ago. */
function useCalled(room: RoomStore): CalledView | null {
  const [, draw] = useState(0);
  const called = room.view.value?.hands.called;
  const left = called ? Date.parse(called.at) + called_shown_ms - room.now() : 0;
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => draw((n) => n + 1), left);
    return () => clearTimeout(timer);
  }, [called?.at]);
  return called && left > 0 ? called : null;
}

/** Whether I may raise my hand here and now. */
function mayRaise(room: RoomStore): boolean {
  const role = room.me.value?.role;
  return role !== undefined && may(role, "raise_hand") && isChatOpen(room.phase.value);
}

interface OwnHand {
  isUp: boolean;
  /** From 1; null when it is down, or too far behind to be known. */
  place: number | null;
  isUnknown: boolean;
  /** Pressed while there is no connection. */
  isWaiting: boolean;
  press: () => void;
  problem: string;
}

/**
 * Whether my hand is up. After a welcome with a very long queue the page may not know; then a press
 * finds out, because both answers to it say where the hand is afterwards.
 */
function useOwnHand(room: RoomStore): OwnHand {
  const [foundUp, setFoundUp] = useState(false);
  const [problem, setProblem] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const isLive = room.state.value.kind === "live";
  const me = room.me.value?.id ?? "";
  const hands = room.view.value?.hands;
  const called = hands?.called;
  useEffect(() => {
    if (!isLive || called?.who === me) setFoundUp(false);
  }, [isLive, called?.at]);
  const known = hands ? placeOf(hands, me) : null;
  const place = known === "unknown" ? null : known;
  const isUp = place !== null || (known === "unknown" && foundUp);
  const press = async () => {
    if (isBusy) return;
    setIsBusy(true);
    const outcome = await room.do({ type: isUp ? "lower_hand" : "raise_hand" }, "hand");
    setIsBusy(false);
    const isDone = outcome.ok || outcome.reason === "no_change";
    setFoundUp(isDone && !isUp);
    setProblem(isDone ? "" : t(`room.refused_${outcome.reason}`));
  };
  const isUnknown = known === "unknown";
  return {
    isUp,
    place,
    isUnknown,
    isWaiting: isBusy && !isLive,
    press: () => void press(),
    problem,
  };
}

/** Where one's own hand stands; empty while it is down. */
function standing(hand: OwnHand): string {
  if (hand.isWaiting) return t("room.will_be_sent");
  if (hand.problem) return hand.problem;
  if (hand.place === 1) return t("room.hand_next");
  if (hand.place !== null) return t("room.hand_place", { place: hand.place });
  return hand.isUp ? t("room.hand_far") : "";
}

/**
 * The button for one's own hand, and its place in the queue. A screen reader reads the place when it
 * changes, and not how many hands of others are up.
 */
const Own = ({ room, isShort }: { room: RoomStore; isShort: boolean }) => {
  const hand = useOwnHand(room);
  const count = isShort ? 0 : (room.view.value?.hands.count ?? 0);
  const own = standing(hand);
  return (
    <>
      <button class={`button slim ${hand.isUp ? "up" : ""}`} type="button" onClick={hand.press}>
        <Icon name="hand" />
        {t(hand.isUp ? "room.hand_lower" : "room.hand_raise")}
      </button>
      <span role="status">{own}</span>
      {own === "" && count > 0 && (
        <span class="soft">
          {t(hand.isUnknown ? "room.hand_unknown" : "room.hands_up", { count })}
        </span>
      )}
    </>
  );
};

/** One's own hand, and whose turn it is to speak. */
export const HandLine = ({ room }: { room: RoomStore }) => {
  const called = useCalled(room);
  const isRaising = mayRaise(room);
  const isMine = called !== null && called.who === room.me.value?.id;
  const look = isMine ? "mine" : isRaising || called ? "" : "calm";
  return (
    <div class={`hand-line ${look}`}>
      {isRaising && <Own room={room} isShort={called !== null} />}
      <strong role="status" dir="auto">
        {called && (isMine ? t("room.turn_yours") : t("room.turn_of", { name: called.name }))}
      </strong>
    </div>
  );
};
