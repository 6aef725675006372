import { limits } from "../protocol";
import type { DeckView } from "../protocol";

interface NetworkInformation {
  saveData?: boolean;
  effectiveType?: string;
}

/** A page of a deck, at one of the widths that the server has. */
export const pageUrl = ({ hash }: DeckView, page: number, width: number): string =>
  `/decks/${hash}/${page}-${width}.webp`;

export const pageText = ({ hash }: DeckView, page: number): string => `/decks/${hash}/${page}.txt`;

export const sourceSet = (deck: DeckView, page: number): string =>
  limits.deckWidths.map((width) => `${pageUrl(deck, page, width)} ${width}w`).join(", ");

/**
 * How many picture pixels we pay for each pixel of the page's own: beyond 1.5 slides only get
 * dearer, not clearer.
 */
function densityMax(): number {
  const network = (navigator as { connection?: NetworkInformation }).connection;
  const isDear = network?.saveData === true || /2g$/.test(network?.effectiveType ?? "");
  return isDear ? 1 : 1.5;
}

/** The `sizes` with which the browser takes the right picture for a place this wide. */
export function sizesFor(cssWidth: number): string {
  const density = Math.min(1, densityMax() / devicePixelRatio);
  return `${Math.max(1, Math.round(cssWidth * density))}px`;
}

/** Puts a page into the browser's cache, exactly as an <img> of that width would ask for it. */
export function fetchAhead(deck: DeckView, page: number, cssWidth: number): void {
  const picture = new Image();
  picture.setAttribute("fetchpriority", "low");
  picture.sizes = sizesFor(cssWidth);
  picture.srcset = sourceSet(deck, page);
}
