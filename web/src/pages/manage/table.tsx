import type { ComponentChildren } from "preact";

interface TableProps {
  label: string;
  /** How its columns behave (tables.css). */
  kind?: "counts" | "";
  children: ComponentChildren;
}

/** A table that scrolls inside itself where the screen is too narrow; a keyboard can scroll it too. */
export const Table = ({ label, kind = "", children }: TableProps) => (
  <div class={`table ${kind}`} role="region" aria-label={label} tabIndex={0}>
    <table>{children}</table>
  </div>
);
