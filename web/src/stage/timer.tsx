import { t } from "../i18n";
import type { LifeView } from "../protocol";
import { useEverySecond } from "../room/clock";
import type { RoomInfo } from "../room/info";
import type { RoomStore } from "../room/store";
import { stopwatch } from "../time";

const day_ms = 86_400_000;
const nearly_over_ms = 5 * 60_000;

/** Time live until now; pauses left out. */
function liveFor({ phase, phase_since, live_ms }: LifeView, now: number): number {
  return phase === "live" && phase_since ? live_ms + now - Date.parse(phase_since) : live_ms;
}

/** How long the lecture has run, and how long until the planned end. */
export const Timer = ({ room, info }: { room: RoomStore; info: RoomInfo }) => {
  useEverySecond();
  const life = room.view.value?.life;
  if (!life || life.phase === "scheduled" || life.phase === "open")
    return <StartsIn room={room} info={info} />;
  const left = Date.parse(info.ends_at) - room.now();
  const isEndNear = life.phase !== "ended" && left < day_ms;
  return (
    <p class="timer numbers">
      <strong>{stopwatch(liveFor(life, room.now()))}</strong>
      {isEndNear && (
        <span class={left < nearly_over_ms ? "late" : "soft"}>
          {left >= 0
            ? t("stage.time_left", { time: stopwatch(left) })
            : t("stage.time_over", { time: stopwatch(-left) })}
        </span>
      )}
    </p>
  );
};

const StartsIn = ({ room, info }: { room: RoomStore; info: RoomInfo }) => {
  const until = Date.parse(info.starts_at) - room.now();
  if (until > day_ms) return null;
  return (
    <p class="timer numbers">
      <span class={until < 0 ? "late" : "soft"}>
        {until >= 0
          ? t("stage.starts_in", { time: stopwatch(until) })
          : t("stage.start_was", { time: stopwatch(-until) })}
      </span>
    </p>
  );
};
