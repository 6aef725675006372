import { t } from "../i18n";
import type { ConnectionState, Trouble } from "../live/state";
import { dataSize } from "../time";
import { useEverySecond } from "./clock";
import { dataUsed } from "./data_used";
import type { RoomStore } from "./store";

/** A blink of the network is nobody's business; longer than this it is said. */
const patience_ms = 2_000;
let troubledSince = 0;

function isTroubled({ kind }: ConnectionState): boolean {
  if (kind !== "connecting" && kind !== "waiting") {
    troubledSince = 0;
    return false;
  }
  troubledSince ||= Date.now();
  return Date.now() - troubledSince > patience_ms;
}

function troubleOf(state: ConnectionState): Trouble | null {
  if (state.kind === "waiting") return state.why;
  return state.kind === "connecting" ? state.after : null;
}

/**
 * When it is tried again, counted down for the eye only: a screen reader would read nothing else.
 */
const NextTry = ({ room, until }: { room: RoomStore; until: number }) => {
  const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1_000));
  return (
    <>
      <span class="numbers" aria-hidden="true">
        {t("room.next_try", { seconds })}
      </span>
      <button class="link" type="button" onClick={() => room.tryNow()}>
        {t("room.try_now")}
      </button>
    </>
  );
};

/** What is the matter, and what of mine is not sent. */
const WhatIsWrong = ({ room, state }: { room: RoomStore; state: ConnectionState }) => {
  const trouble = troubleOf(state);
  const count = room.unsent.count;
  return (
    <>
      {t(trouble ? `room.trouble_${trouble}` : "room.connecting")}
      {count > 0 && ` ${t("room.not_sent_yet", { count })}`}
    </>
  );
};

/**
 * One line over the room while there is no connection: why, what of mine is not sent, and when it
 * is tried again.
 */
export const ConnectionLine = ({ room }: { room: RoomStore }) => {
  useEverySecond();
  const state = room.state.value;
  const isShown = isTroubled(state);
  return (
    <div class={`connection ${isShown ? "" : "calm"}`}>
      <p role="status">{isShown && <WhatIsWrong room={room} state={state} />}</p>
      {isShown && state.kind === "waiting" && <NextTry room={room} until={state.until} />}
      {isShown && state.kind === "connecting" && state.after && (
        <span aria-hidden="true">{t("room.trying")}</span>
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
