import type { ComponentChildren } from "preact";

/** A table that scrolls inside itself where the screen is too narrow; a keyboard can scroll it too. */
export const Table = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="table" role="region" aria-label={label} tabIndex={0}>
    <table>{children}</table>
  </div>
);
