import { t } from "../../i18n";
import { remove } from "../../rest";
import { coursePath } from "../resources";
import type { Course, PlannedSession } from "../resources";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { AskFirst, useAction } from "./action";
import type { Action } from "./action";
import { DeckDrop } from "./deck_drop";
import type { Deck } from "./resources";

interface DeckLineProps {
  deck: Deck;
  action: Action;
  onRemove: () => Promise<string>;
}

function progressText(deck: Deck): string {
  if (deck.pages > 0)
    return t("manage.deck_rendering", { done: deck.pages_done, total: deck.pages });
  if (deck.place_in_line) return t("manage.deck_in_line", { place: deck.place_in_line });
  return t("manage.deck_waiting");
}

const State = ({ deck }: { deck: Deck }) => {
  if (deck.state === "failed") return <p class="notice bad">{deck.error}</p>;
  if (deck.state === "ready")
    return <p class="soft small">{t("manage.deck_pages", { count: deck.pages })}</p>;
  return (
    <div class="stack progress-line">
      <progress
        aria-label={t("manage.deck_rendering_of", { title: deck.title })}
        max={deck.pages || 1}
        {...(deck.pages > 0 && { value: deck.pages_done })}
      />
      <span class="soft small numbers">{progressText(deck)}</span>
    </div>
  );
};

/** The pages side by side, to see that it is the right file; a keyboard scrolls them too. */
const Thumbnails = ({ deck }: { deck: Deck }) => (
  <div
    class="thumbnails"
    tabIndex={0}
    role="group"
    aria-label={t("manage.deck_pages_of", { title: deck.title })}
  >
    <ol>
      {Array.from({ length: deck.pages }, (_, at) => (
        <li key={at}>
          <img
            src={`/decks/${deck.hash}/${at + 1}-480.webp`}
            alt={t("manage.deck_page", { page: at + 1 })}
            width={deck.width}
            height={deck.height}
            loading="lazy"
          />
        </li>
      ))}
    </ol>
  </div>
);

const DeckLine = ({ deck, action, onRemove }: DeckLineProps) => (
  <li class="deck-line">
    <div class="row title-row">
      <h3>{deck.title}</h3>
      <AskFirst
        label={t("manage.deck_remove")}
        about={deck.title}
        title={t("manage.deck_remove_ask", { title: deck.title })}
        confirm={t("manage.deck_remove")}
        isDisabled={action.isBusy}
        onConfirm={() => void action.run(onRemove)}
      >
        {t("manage.deck_remove_text")}
      </AskFirst>
    </div>
    <State deck={deck} />
    {deck.state === "ready" && <Thumbnails deck={deck} />}
  </li>
);

const isRendering = (list: { decks: Deck[] } | null): boolean =>
  list?.decks.some(({ state }) => state === "rendering") ?? false;

interface DecksProps {
  course: Pick<Course, "slug">;
  session: Pick<PlannedSession, "id">;
}

/** The slides of a session: upload, how far rendering is, and the pages. */
export const Decks = ({ course, session }: DecksProps) => {
  const path = `${coursePath(course.slug)}/sessions/${session.id}/decks`;
  const list = useResource<{ decks: Deck[] }>(path, (value) => (isRendering(value) ? 700 : 20_000));
  const action = useAction();
  async function removeDeck(deck: Deck): Promise<string> {
    await remove(`${coursePath(course.slug)}/decks/${deck.id}`);
    await list.reload();
    return t("manage.deck_removed", { title: deck.title });
  }
  const decks = list.value?.decks;
  return (
    <section class="card stack" aria-labelledby="decks">
      <h2 id="decks">{t("manage.decks")}</h2>
      <DeckDrop path={path} onUploaded={list.reload} />
      {!decks && <Waiting failure={list.failure} onRetry={() => void list.reload()} />}
      {decks?.length === 0 && <p class="soft">{t("manage.no_decks")}</p>}
      {decks && decks.length > 0 && (
        <ul class="lines">
          {decks.map((deck) => (
            <DeckLine key={deck.id} deck={deck} action={action} onRemove={() => removeDeck(deck)} />
          ))}
        </ul>
      )}
      <Outcome {...action} />
    </section>
  );
};
