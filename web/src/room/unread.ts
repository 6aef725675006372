import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

interface Unread {
  /** Messages since the reader left the end of the list. */
  count: number;
  /** The last message that was read, while there are unread ones: the marker goes behind it. */
  after: number | null;
  toNewest: () => void;
}

const near_end_px = 48;

const isAtEnd = (list: HTMLElement) =>
  list.scrollHeight - list.scrollTop - list.clientHeight < near_end_px;

/**
 * Keeps a growing list at its end as long as its reader is there, and counts what came while they
 * were reading further up, or had the page in the background. `newest` and `seqs` tell what the
 * list holds; `own` changes when the reader says something, which is a reason to go to the end.
 */
export function useUnread(
  list: RefObject<HTMLElement | null>,
  seqs: number[],
  own: string | undefined,
): Unread {
  const newest = seqs.at(-1) ?? 0;
  const [read, setRead] = useState(newest);
  const stays = useRef(true);

  const look = () => {
    if (!list.current) return;
    stays.current = isAtEnd(list.current);
    if (stays.current && document.visibilityState === "visible") setRead(newest);
  };
  const toNewest = () => {
    if (!list.current) return;
    list.current.scrollTop = list.current.scrollHeight;
    look();
  };

  useLayoutEffect(() => {
    if (stays.current) toNewest();
  }, [newest]);
  useLayoutEffect(toNewest, [own]);
  useEffect(() => {
    const element = list.current;
    element?.addEventListener("scroll", look, { passive: true });
    document.addEventListener("visibilitychange", look);
    return () => {
      element?.removeEventListener("scroll", look);
      document.removeEventListener("visibilitychange", look);
    };
  });

  const count = seqs.filter((seq) => seq > read).length;
  return { count, after: count > 0 ? read : null, toNewest };
}
