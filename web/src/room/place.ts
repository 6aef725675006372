import { signal } from "@preact/signals";
import type { DeckView, SlideView } from "../protocol";

/** A page on somebody's own screen. */
export interface OwnPlace {
  deck: DeckView;
  page: number;
}

/**
 * Where a viewer is in the slides: with the lecturer, or paging alone (`own`) and free to jump
 * back.
 */
export class Place {
  readonly own = signal<SlideView | null>(null);

  /**
   * The page to draw: one's own, or the lecturer's; null when there is none, or its deck was taken
   * away.
   */
  at(live: SlideView | null, decks: DeckView[]): OwnPlace | null {
    for (const wanted of [this.own.value, live]) {
      const deck = decks.find((one) => one.deck === wanted?.deck);
      if (wanted && deck) return { deck, page: Math.min(wanted.page, deck.pages) };
    }
    return null;
  }

  /** Pages alone; arriving at the lecturer's page is following again. */
  turn(from: OwnPlace, by: number, live: SlideView | null): void {
    const page = Math.min(from.deck.pages, Math.max(1, from.page + by));
    const isLive = live?.deck === from.deck.deck && live.page === page;
    this.own.value = isLive ? null : { deck: from.deck.deck, page };
  }

  backToLive(): void {
    this.own.value = null;
  }
}
