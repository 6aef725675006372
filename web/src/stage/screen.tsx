import { Icon } from "../components/icons";
import { t } from "../i18n";
import type { RoomStore } from "../room/store";
import { PageNumber } from "../room/page_number";
import { Slide } from "../room/slide";
import type { Presenting } from "./presenting";

interface ScreenProps {
  room: RoomStore;
  presenting: Presenting;
  /** Opens the panel for uploading and removing decks. */
  onDecks: () => void;
}

const Empty = ({ onDecks }: { onDecks: () => void }) => (
  <div class="no-deck">
    <p>{t("stage.no_deck")}</p>
    <button class="button primary" type="button" onClick={onDecks}>
      <Icon name="upload" />
      {t("stage.upload")}
    </button>
  </div>
);

/** The page on everybody's screen, large, with the way on and back under it. */
export const Screen = ({ room, presenting, onDecks }: ScreenProps) => {
  const deck = presenting.deck.value;
  const page = presenting.page.value;
  const decks = room.decks.value;
  return (
    <section class="viewer" aria-label={t("room.slides")}>
      <div class="stage-light">
        {deck ? <Slide deck={deck} page={Math.max(1, page)} /> : <Empty onDecks={onDecks} />}
      </div>
      {presenting.problem.value && (
        <p class="notice bad" role="alert">
          {presenting.problem.value}
        </p>
      )}
      {deck && (
        <div class="pager">
          <button
            class="button"
            type="button"
            aria-label={t("stage.back")}
            disabled={page <= 1}
            onClick={() => presenting.turn(-1)}
          >
            <Icon name="back" />
            <span class="wide-only">{t("stage.back")}</span>
          </button>
          {page === 0 ? (
            <span>{t("stage.not_shown_yet")}</span>
          ) : (
            <PageNumber page={page} pages={deck.pages} />
          )}
          <button
            class="button primary"
            type="button"
            disabled={page >= deck.pages}
            onClick={() => presenting.turn(1)}
          >
            {t(page === 0 ? "stage.show_first" : "stage.forward")}
            <Icon name="forward" />
          </button>
          <span class="spring" />
          {decks.length > 1 && (
            <select
              aria-label={t("stage.deck")}
              value={deck.deck}
              onChange={(event) => presenting.choose(event.currentTarget.value)}
            >
              {decks.map((one) => (
                <option key={one.deck} value={one.deck}>
                  {one.title}
                </option>
              ))}
            </select>
          )}
          <button
            class="button quiet"
            type="button"
            aria-label={t("stage.decks")}
            onClick={onDecks}
          >
            <Icon name="upload" />
            <span class="wide-only">{t("stage.decks")}</span>
          </button>
        </div>
      )}
      {deck && !presenting.isPublic.value && room.phase.value === "scheduled" && (
        <p class="only-here small soft">{t("stage.only_here")}</p>
      )}
    </section>
  );
};

/** The page that comes next, so that nobody is surprised by the own slides. */
export const NextPage = ({ presenting }: { presenting: Presenting }) => {
  const deck = presenting.deck.value;
  const next = presenting.page.value + 1;
  if (!deck || next === 1) return null;
  return (
    <section class="next-page" aria-label={t("stage.next_page")}>
      <h2 class="small soft">{t("stage.next_page")}</h2>
      {next <= deck.pages ? (
        <Slide deck={deck} page={next} />
      ) : (
        <p class="soft small">{t("stage.last_page")}</p>
      )}
    </section>
  );
};
