/**
 * How durations and shares are shown: cut, never rounded up, so that no figure claims what was not reached. The server has
 * the same functions in server/domain/figures.cpp; tests/folds/figures.json has cases for both.
 */

/** The share of `part` in `whole` in per cent, cut to one decimal. 0 without a whole. */
export const percentOf = (part_ms: number, whole_ms: number): number =>
  whole_ms > 0 ? Math.trunc((part_ms * 1000) / whole_ms) / 10 : 0;

/** Minutes, cut to two decimals. */
export const minutesOf = (length_ms: number): number => Math.trunc(length_ms / 600) / 100;

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** Minutes as text, cut to one decimal: "47.9". */
export function minutesText(minutes: number, locale: string): string {
  // What the server has cut to hundredths is no tenth less than it says, whatever a double makes of it.
  const tenths = Math.trunc(minutes * 10 + 1e-6);
  return new Intl.NumberFormat(locale, oneDecimal).format(tenths / 10);
}

/** A share as text, cut to one decimal: "79.5%". */
export const percentText = (part_ms: number, whole_ms: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "percent", ...oneDecimal }).format(
    percentOf(part_ms, whole_ms) / 100,
  );
