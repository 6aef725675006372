import { locale } from "./i18n";

/**
 * Times are shown in the viewer's own zone, and the zone is named where it matters. Instants are
 * ISO 8601 in UTC.
 */
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), { ...zoneOption(), ...options });

let fallback = "UTC";

/** Whether this browser can show times in the zone; its data may be older than the server's. */
function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The zone in which times are shown to a viewer whose own zone is unknown: that of the course in sight. */
export function fallBackTo(zone: string): void {
  if (zone !== fallback && isKnown(zone)) fallback = zone;
}

/** The viewer's zone; null when the browser does not know it. */
export function ownZone(): string | null {
  const zone: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && zone !== "Etc/Unknown" ? zone : null;
}

/** The zone in which times are shown. */
export const shownZone = (): string => ownZone() ?? fallback;

/** What a format needs so that it shows times in `shownZone`. */
export const zoneOption = (): { timeZone?: string } => (ownZone() ? {} : { timeZone: fallback });

/** "Monday 5 October 2020" */
export const dayOf = (instant: string): string =>
  format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(
    new Date(instant),
  );

/** "10:15" */
export const clockOf = (instant: string): string =>
  format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(instant));

/**
 * "10:15 – 11:00 CEST": the zone's short name, because a bare time is a trap for somebody six hours
 * away.
 */
export function spanOf(from: string, to: string): string {
  return `${clockOf(from)} – ${clockOf(to)} ${zoneNameAt(from)}`;
}

/** The short name of the viewer's zone at that instant: "CEST", "EAT", "GMT+7". */
export function zoneNameAt(instant: string): string {
  const parts = format({ timeZoneName: "short" }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? shownZone();
}

/** "Mon 5 Oct, 10:15 CEST" */
export function momentOf(instant: string): string {
  const day = format({ weekday: "short", day: "numeric", month: "short" }).format(
    new Date(instant),
  );
  return `${day}, ${clockOf(instant)} ${zoneNameAt(instant)}`;
}

/** "1:02:03" or "4:07": a running time, never negative. */
export function stopwatch(milliseconds: number): string {
  const all = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** "340 kB", "1.2 MB": what a reader who pays by the megabyte wants to know. */
export function dataSize(bytes: number): string {
  const [unit, value, digits] = bytes < 1e6 ? ["kB", bytes / 1e3, 0] : ["MB", bytes / 1e6, 1];
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: digits as number });
  return `${number.format(value as number)}\u00a0${unit}`;
}
