import { useEffect, useMemo, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import { remember, remembered } from "../remembered";
import { PageNumber } from "./page_number";
import { fetchAhead } from "./picture";
import { Place } from "./place";
import type { OwnPlace } from "./place";
import { Slide, usePageText } from "./slide";
import type { RoomStore } from "./store";

/**
 * People's browsers fetch the next page at different moments, so that a page turn is not followed
 * by a stampede.
 */
const ahead_within_ms = 2_000;

function useFetchAhead(at: OwnPlace | null, width: number): void {
  useEffect(() => {
    if (!at || width === 0 || at.page >= at.deck.pages) return undefined;
    const timer = setTimeout(
      () => fetchAhead(at.deck, at.page + 1, width),
      Math.random() * ahead_within_ms,
    );
    return () => clearTimeout(timer);
  }, [at?.deck.hash, at?.page, width > 0]);
}

const TextOfPage = ({ at }: { at: OwnPlace }) => {
  const text = usePageText(at.deck, at.page, true);
  return (
    <div class="slide text" dir="auto" tabIndex={0}>
      {text === "" ? <p class="soft">{t("room.page_without_text")}</p> : <p>{text}</p>}
    </div>
  );
};

/** The slides as a student sees them: with the lecturer or on one's own, as pictures or as text. */
export const Viewer = ({ room }: { room: RoomStore }) => {
  const place = useMemo(() => new Place(), []);
  const [width, setWidth] = useState(0);
  const [isText, setIsText] = useState(remembered("text") === "only");
  const [isZoomed, setIsZoomed] = useState(false);
  const live = room.slide.value;
  const at = place.at(live, room.decks.value);
  useFetchAhead(isText ? null : at, width);
  if (!at) return null;
  const isOwn = place.own.value !== null;
  const chooseText = (chosen: boolean) => {
    setIsText(chosen);
    remember("text", chosen ? "only" : null);
  };
  return (
    <section class="viewer" aria-label={t("room.slides")}>
      <div class={`stage-light ${isZoomed ? "panning" : ""}`}>
        {isText ? (
          <TextOfPage at={at} />
        ) : (
          <Slide
            deck={at.deck}
            page={at.page}
            isZoomed={isZoomed}
            onWidth={setWidth}
            onClick={() => setIsZoomed(!isZoomed)}
          />
        )}
      </div>
      <div class="pager">
        <button
          class="button quiet icon"
          type="button"
          aria-label={t("room.page_back")}
          disabled={at.page === 1}
          onClick={() => place.turn(at, -1, live)}
        >
          <Icon name="back" />
        </button>
        <PageNumber page={at.page} pages={at.deck.pages} />
        <button
          class="button quiet icon"
          type="button"
          aria-label={t("room.page_forward")}
          disabled={at.page === at.deck.pages}
          onClick={() => place.turn(at, 1, live)}
        >
          <Icon name="forward" />
        </button>
        {isOwn && live && (
          <button class="button primary slim" type="button" onClick={() => place.backToLive()}>
            {t("room.back_to_live")}
          </button>
        )}
        <span class="spring" />
        {!isText && (
          <button
            class="button quiet icon"
            type="button"
            aria-label={t("room.zoom")}
            aria-pressed={isZoomed}
            onClick={() => setIsZoomed(!isZoomed)}
          >
            <Icon name="zoom" />
          </button>
        )}
        <button
          class="button quiet icon"
          type="button"
          aria-label={t("room.text_only")}
          title={t("room.text_only")}
          aria-pressed={isText}
          onClick={() => chooseText(!isText)}
        >
          <Icon name={isText ? "image" : "text"} />
        </button>
      </div>
    </section>
  );
};
