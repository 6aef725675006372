import { computed, effect, signal } from "@preact/signals";
import { t } from "../i18n";
import type { DeckView, SlideView } from "../protocol";
import type { RoomStore } from "../room/store";

const isSame = (a: SlideView | null, b: SlideView | null) =>
  a?.deck === b?.deck && a?.page === b?.page;
/** An answer and its event travel together; past this the page is the server's again. */
const settled_after_ms = 500;

/**
 * The lecturer's hand on the slides. A page turn is drawn at once and counted from there, so that
 * three quick presses go three pages on; before the doors open and after the end it only leafs
 * through the deck on this screen.
 */
export class Presenting {
  /** A page that is drawn here and not (yet) on everybody's screen. */
  private readonly wanted = signal<SlideView | null>(null);
  private readonly chosen = signal<string | null>(null);
  /** Why the last page turn did not happen; empty when it did. */
  readonly problem = signal("");

  readonly isPublic = computed(() => {
    const phase = this.room.phase.value;
    return phase === "open" || phase === "live" || phase === "paused";
  });
  readonly current = computed(() => this.wanted.value ?? this.room.slide.value);
  /** The deck to leaf through: the one chosen, else the one shown, else the first. */
  readonly deck = computed<DeckView | undefined>(() => {
    const decks = this.room.decks.value;
    const find = (id: string | null | undefined) => decks.find(({ deck }) => deck === id);
    return find(this.chosen.value) ?? find(this.current.value?.deck) ?? decks[0];
  });
  /** The page of that deck that is drawn; 0 for none yet. */
  readonly page = computed(() => {
    const at = this.current.value;
    return at?.deck === this.deck.value?.deck ? (at?.page ?? 0) : 0;
  });

  constructor(private readonly room: Pick<RoomStore, "phase" | "slide" | "decks" | "do">) {}

  /** Lets go of a wish as soon as it is everybody's page; answers how to stop that. */
  follow(): () => void {
    return effect(() => {
      if (isSame(this.room.slide.value, this.wanted.value)) this.wanted.value = null;
    });
  }

  choose(deck: string): void {
    this.chosen.value = deck;
  }

  turn(by: number): void {
    void this.show(this.page.value + by);
  }

  async show(page: number): Promise<void> {
    const deck = this.deck.value;
    if (!deck || page < 1 || page > deck.pages) return;
    const slide: SlideView = { deck: deck.deck, page };
    this.wanted.value = slide;
    this.problem.value = "";
    if (!this.isPublic.value) return;
    const outcome = await this.room.do({ type: "show_slide", ...slide }, "slide");
    const forget = () => {
      if (isSame(this.wanted.value, slide)) this.wanted.value = null;
    };
    if (outcome.ok) setTimeout(forget, settled_after_ms);
    else if (outcome.reason === "no_change") forget();
    else {
      forget();
      this.problem.value = t(`room.refused_${outcome.reason}`);
    }
  }
}
