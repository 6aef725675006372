import { locale } from "../i18n";
import { zoneOption } from "../time";

/** "30 November – 4 December 2026", in the viewer's zone. */
export function datesOf(from: string, to: string): string {
  const format = new Intl.DateTimeFormat(locale(), {
    ...zoneOption(),
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return format.formatRange(new Date(from), new Date(to));
}

/** Equal for two instants of the same day in the viewer's zone. */
export const dayKeyOf = (instant: string): string =>
  new Intl.DateTimeFormat("en", zoneOption()).format(new Date(instant));

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "in 6 days", "in 40 minutes": the largest unit of which there is at least one and a half. */
export function distanceTo(instant: string, now = Date.now()): string {
  const distance = Date.parse(instant) - now;
  const [unit, size] = units.find(([, size]) => Math.abs(distance) >= 1.5 * size) ?? [
    "minute",
    60_000,
  ];
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  return format.format(Math.round(distance / size), unit);
}
