import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { pageUrl } from "../room/picture";
import type { Presenting } from "./presenting";

/** The deck's pages, small; a press shows one. The page on the screen stays in sight. */
export const Strip = ({ presenting }: { presenting: Presenting }) => {
  const list = useRef<HTMLOListElement>(null);
  const deck = presenting.deck.value;
  const page = presenting.page.value;
  useEffect(() => {
    const shown = list.current?.children[page - 1] as HTMLElement | undefined;
    shown?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [deck?.hash, page]);
  if (!deck) return null;
  return (
    <ol class="strip" ref={list} aria-label={t("stage.pages")}>
      {Array.from({ length: deck.pages }, (_, at) => at + 1).map((number) => (
        <li key={`${deck.hash} ${number}`}>
          <button
            type="button"
            class="thumbnail"
            aria-label={t("stage.show_page", { page: number })}
            aria-current={number === page ? "true" : undefined}
            onClick={() => void presenting.show(number)}
          >
            <img
              src={pageUrl(deck, number, 480)}
              width={deck.width}
              height={deck.height}
              loading="lazy"
              decoding="async"
              alt=""
            />
            <span class="numbers">{number}</span>
          </button>
        </li>
      ))}
    </ol>
  );
};
