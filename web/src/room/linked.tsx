import type { ComponentChildren } from "preact";

const address = /https?:\/\/[^\s<>"']+/g;
/** What ends a sentence is not part of the address in it. */
const trailing = /[.,;:!?)\]}]+$/;

/** Plain text in which web addresses are links; nothing else in it means anything. */
export const Linked = ({ text }: { text: string }) => {
  const parts: ComponentChildren[] = [];
  let done = 0;
  for (const found of text.matchAll(address)) {
    const url = found[0].replace(trailing, "");
    parts.push(text.slice(done, found.index));
    parts.push(
      <a href={url} target="_blank" rel="noopener noreferrer">
        {url}
      </a>,
    );
    done = found.index + url.length;
  }
  return <>{[...parts, text.slice(done)]}</>;
};
