import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { t } from "../i18n";
import type { DeckView } from "../protocol";
import { pageText, pageUrl, sizesFor, sourceSet } from "./picture";

interface SlideProps {
  deck: DeckView;
  page: number;
  /** Twice as large, to be moved about; the browser's own pinch works besides. */
  isZoomed?: boolean;
  /** Told once the width of the picture on the page is known, and whenever it changes. */
  onWidth?: (cssWidth: number) => void;
  onClick?: () => void;
}

/** The width of an element's box, 0 before it is known. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.round(entry?.contentRect.width ?? 0)),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** The text of a page, for screen readers and the text view; null until it is here. */
export function usePageText(
  deck: DeckView | undefined,
  page: number,
  isWanted: boolean,
): string | null {
  const [text, setText] = useState<{ of: string; is: string } | null>(null);
  const url = deck ? pageText(deck, page) : "";
  useEffect(() => {
    if (!isWanted || url === "") return undefined;
    const asking = new AbortController();
    fetch(url, { signal: asking.signal })
      .then((response) => (response.ok ? response.text() : ""))
      .then((is) => setText({ of: url, is: is.trim().replace(/\n{3,}/g, "\n\n") }))
      .catch(() => undefined);
    return () => asking.abort();
  }, [url, isWanted]);
  return text?.of === url ? text.is : null;
}

const retry_after_ms = 3_000;

/**
 * The first picture of a visit is the smallest, because it is here soonest; from then on they are
 * as sharp as fits.
 */
let hasShownOne = false;
const smallest = "1px";

function useSharpness(): [isSharp: boolean, shown: () => void] {
  const [isSharp, setIsSharp] = useState(hasShownOne);
  const shown = () => {
    hasShownOne = true;
    setIsSharp(true);
  };
  return [isSharp, shown];
}

/** One page of a deck in a box of its own shape, so that nothing moves when the picture arrives. */
export const Slide = ({ deck, page, isZoomed = false, onWidth, onClick }: SlideProps) => {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [arrived, setArrived] = useState(""); // the address of the picture that is drawn
  const [kept, setKept] = useState(""); // drawn on, because a sharper one did not come
  const [tries, setTries] = useState(0);
  const textId = useId();
  const [isSharp, shown] = useSharpness();
  const isOfPage = (url: string) => url.includes(`/decks/${deck.hash}/${page}-`);
  const isThere = isOfPage(arrived);
  const isKept = isOfPage(kept);
  const text = usePageText(deck, page, isThere);
  useEffect(() => {
    if (width > 0) onWidth?.(width);
  }, [width]);
  const takeError = () => {
    if (isThere && !isKept) return setKept(arrived);
    setArrived("");
    setTimeout(() => setTries(tries + 1), retry_after_ms);
  };
  return (
    <div
      class="slide"
      ref={box}
      style={{ aspectRatio: `${deck.width} / ${deck.height}`, "--shape": deck.width / deck.height }}
    >
      {width > 0 && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the viewer has a button that does the same
        <img
          key={`${deck.hash} ${tries}`}
          class={isZoomed ? "zoomed" : undefined}
          src={isKept ? kept : pageUrl(deck, page, 960)}
          srcset={isKept ? undefined : sourceSet(deck, page)}
          sizes={isSharp ? sizesFor(isZoomed ? width * 2 : width) : smallest}
          width={deck.width}
          height={deck.height}
          alt={t("room.page_of", { page, pages: deck.pages })}
          aria-describedby={textId}
          decoding="async"
          onLoad={(event) => {
            setArrived(event.currentTarget.currentSrc);
            shown();
          }}
          onError={takeError}
          onClick={onClick}
        />
      )}
      {!isThere && <span class="arriving" role="status" aria-label={t("room.page_arriving")} />}
      <p id={textId} class="visually-hidden">
        {text}
      </p>
    </div>
  );
};
