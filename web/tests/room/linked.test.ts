import assert from "node:assert/strict";
import { test } from "node:test";
import type { VNode } from "preact";
import { Linked } from "../../src/room/linked";

/** The text with links as [address]. */
function shown(text: string): string {
  const parts = (Linked({ text }) as VNode<{ children: unknown[] }>).props.children;
  return parts
    .map((part) =>
      typeof part === "string" ? part : `[${(part as VNode<{ href: string }>).props.href}]`,
    )
    .join("");
}

test("web addresses become links, the rest stays text", () => {
  assert.equal(shown("see https://a.org/x?y=1 and <b>"), "see [https://a.org/x?y=1] and <b>");
});

test("what ends the sentence is not part of the address", () => {
  assert.equal(shown("(https://a.org/x)."), "([https://a.org/x]).");
  assert.equal(shown("https://a.org/x, https://b.org!"), "[https://a.org/x], [https://b.org]!");
});

test("no other scheme becomes a link", () => {
  assert.equal(
    shown("javascript:alert(1) ftp://a.org data:text/html,x"),
    "javascript:alert(1) ftp://a.org data:text/html,x",
  );
});
