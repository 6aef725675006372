import { t } from "../i18n";
import { dayOf, spanOf, stopwatch } from "../time";
import { useEverySecond } from "./clock";
import type { RoomInfo } from "./info";
import type { RoomStore } from "./store";

interface PhaseProps {
  room: RoomStore;
  info: RoomInfo;
}

const day_ms = 86_400_000;

const Countdown = ({ room, info }: PhaseProps) => {
  useEverySecond();
  const left = Date.parse(info.starts_at) - room.now();
  if (left > day_ms) return null;
  if (left <= 0) return <p class="countdown soft">{t("room.starts_any_moment")}</p>;
  return (
    <p class="countdown">
      <span class="soft">{t("room.starts_in")}</span>
      <span class="numbers">{stopwatch(left)}</span>
    </p>
  );
};

/**
 * What stands where the slides will be: before the start, in a break without a slide, after the
 * end.
 */
export const PhaseCard = ({ room, info }: PhaseProps) => {
  const phase = room.phase.value;
  const isBefore = phase === "scheduled" || phase === "open";
  return (
    <section class="phase-card">
      <div>
        <h2>{info.title}</h2>
        {info.lecturer && <p class="soft">{info.lecturer}</p>}
        <p class="when">
          {dayOf(info.starts_at)},{" "}
          <span class="numbers">{spanOf(info.starts_at, info.ends_at)}</span>
        </p>
        {isBefore && <Countdown room={room} info={info} />}
        <p>{phase && t(`room.phase_${phase}`)}</p>
      </div>
    </section>
  );
};

/** A line over the slides when the lecture pauses, is not begun or is over. */
export const PhaseLine = ({ room }: { room: RoomStore }) => {
  const phase = room.phase.value;
  return (
    <p class={`phase-line ${phase ?? ""}`} role="status">
      {phase && phase !== "live" && t(`room.phase_${phase}`)}
    </p>
  );
};
