import type { DeckAttached, DeckView, Event, SlidesView } from "../../protocol";
import { unchanged } from "./part";

const attached = ({ deck, title, hash, pages, width, height }: DeckAttached): DeckView => ({
  deck,
  title,
  hash,
  pages,
  width,
  height,
});

export function foldSlides(slides: SlidesView, e: Event): SlidesView {
  switch (e.type) {
    case "slide_shown":
      return { ...slides, slide: { deck: e.deck, page: e.page } };
    case "deck_attached":
      if (e.hash === "") return slides; // a later event takes the deck away
      return { ...slides, decks: [...slides.decks, attached(e)] };
    case "deck_detached":
      return {
        slide: slides.slide?.deck === e.deck ? null : slides.slide,
        decks: slides.decks.filter((one) => one.deck !== e.deck),
      };
    case "session_started_over":
      return { ...slides, slide: null };
    default:
      return unchanged<"slides">(slides, e);
  }
}
