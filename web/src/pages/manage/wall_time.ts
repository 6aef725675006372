function formatIn(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-u-nu-latn", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    return null;
  }
}

/**
 * What clocks in the zone show at that instant, as `<input type="datetime-local">` and the API write it. Empty for a zone
 * that this browser does not know: the form then asks for the time instead of failing.
 */
export function wallTimeOf(instant: string, zone: string): string {
  const format = formatIn(zone);
  if (!format) return "";
  const parts = new Map(
    format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")];
  return `${year}-${month}-${day}T${parts.get("hour")}:${parts.get("minute")}`;
}

/** The same clock time so many minutes later; no clock change lies between for a form's suggestion. */
export function laterBy(minutes: number, wallTime: string): string {
  return new Date(Date.parse(`${wallTime}Z`) + minutes * 60_000).toISOString().slice(0, 16);
}
