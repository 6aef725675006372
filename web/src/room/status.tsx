import { t } from "../i18n";
import type { ConnectionState } from "../live/connection";
import { dataSize } from "../time";
import { useEverySecond } from "./clock";
import { dataUsed } from "./data_used";
import type { RoomStore } from "./store";

/** A blink of the network is nobody's business; longer than this it is said. */
const patience_ms = 2_000;
let troubledSince = 0;

function isTroubled(state: ConnectionState): boolean {
  if (state.kind === "live" || state.kind === "idle") {
    troubledSince = 0;
    return false;
  }
  troubledSince ||= Date.now();
  return Date.now() - troubledSince > patience_ms;
}

/**
 * One line over the room while there is no connection; it says that nothing is lost, because
 * nothing is.
 */
export const ConnectionLine = ({ room }: { room: RoomStore }) => {
  useEverySecond();
  const state = room.state.value;
  const isShown = isTroubled(state) && state.kind !== "closed";
  return (
    <p class={`connection ${isShown ? "" : "calm"}`} role="status">
      {isShown && t(room.view.value ? "room.reconnecting" : "room.connecting")}
    </p>
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
