import { useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";
import { t } from "../i18n";
import type { ConnectionState, Trouble } from "../live/state";
import { dataSize } from "../time";
import { useEverySecond } from "./clock";
import { dataUsed } from "./data_used";
import type { RoomStore } from "./store";

/** A blink of the network is nobody's business; longer than this it is said. */
const patience_ms = 2_000;

/** Whether there has been no connection for so long that it is to be said. */
function useIsTroubled({ kind }: ConnectionState): boolean {
  const since = useRef(0);
  useEverySecond();
  if (kind !== "connecting" && kind !== "waiting") since.current = 0;
  else since.current ||= Date.now();
  return since.current > 0 && Date.now() - since.current > patience_ms;
}

function troubleOf(state: ConnectionState): Trouble | null {
  if (state.kind === "waiting") return state.why;
  return state.kind === "connecting" ? state.after : null;
}

/** The focus must not go with what had it: to those who do not see, the page would begin anew. */
function useFocusGoesToChat(button: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const mine = button.current;
    return () => {
      if (document.activeElement === mine) document.getElementById("chat")?.focus();
    };
  }, []);
}

/**
 * When it is tried again, counted down for the eye only: a screen reader would read nothing else.
 * The button stays while it is tried, so that nothing moves and nobody's focus is lost.
 */
const NextTry = ({ room, until }: { room: RoomStore; until: number | null }) => {
  const button = useRef<HTMLButtonElement>(null);
  useFocusGoesToChat(button);
  const seconds = Math.max(1, Math.ceil(((until ?? 0) - Date.now()) / 1_000));
  return (
    <span class="next-try">
      <span class="numbers" aria-hidden="true">
        {until === null ? t("room.trying") : t("room.next_try", { seconds })}
      </span>
      <button
        class="link"
        type="button"
        ref={button}
        aria-disabled={until === null ? true : undefined}
        onClick={() => room.tryNow()}
      >
        {t("room.try_now")}
      </button>
    </span>
  );
};

/** What is the matter, and what of mine is not sent. That it goes on, the countdown says to the eye. */
const WhatIsWrong = ({ room, state }: { room: RoomStore; state: ConnectionState }) => {
  const trouble = troubleOf(state);
  const count = room.unsent.count;
  return (
    <>
      {t(trouble ? `room.trouble_${trouble}` : "room.connecting")}
      {trouble && <span class="visually-hidden"> {t("room.goes_on")}</span>}
      {count > 0 && ` ${t("room.not_sent_yet", { count })}`}
    </>
  );
};

/**
 * One line over the room while there is no connection: why, what of mine is not sent, and when it
 * is tried again.
 */
export const ConnectionLine = ({ room }: { room: RoomStore }) => {
  const state = room.state.value;
  const isShown = useIsTroubled(state);
  return (
    <div class={`connection ${isShown ? "" : "calm"}`}>
      <p role="status">{isShown && <WhatIsWrong room={room} state={state} />}</p>
      {isShown && troubleOf(state) && (
        <NextTry room={room} until={state.kind === "waiting" ? state.until : null} />
      )}
    </div>
  );
};

/** How many are here, and what the visit has cost so far. */
export const Figures = ({ room }: { room: RoomStore }) => {
  const present = room.present.value;
  return (
    <p class="room-figures small soft numbers">
      {present !== null && <span>{t("room.present", { count: present })}</span>}
      <span title={t("room.data_used_hint")}>
        {t("room.data_used", { size: dataSize(dataUsed(room.traffic.value)) })}
      </span>
    </p>
  );
};
