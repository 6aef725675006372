/**
 * Line icons on a 24 × 24 grid, drawn with the colour of the text around them; always beside or
 * instead of a label.
 */
const paths = {
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  chat: "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z",
  send: "M4 12l16-8-6 16-3-7z",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.6a3.5 3.5 0 0 1 0 5.8M18 14.6c1.8 1 3 3 3 5.4",
  text: "M5 6h14M5 11h14M5 16h9",
  image: "M5 5h14v14H5zM5 16l4-4 4 4 2-2 4 4M15 9.5h.01",
  zoom: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4 4M11 8v6M8 11h6",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  stop: "M7 7h10v10H7z",
  upload: "M12 16V4M7 9l5-5 5 5M5 20h14",
  hand: "M8 13V6.5a1.5 1.5 0 0 1 3 0V11V4.5a1.5 1.5 0 0 1 3 0V11V6a1.5 1.5 0 0 1 3 0v5.5V9a1.5 1.5 0 0 1 3 0v5.5c0 4-2.6 6.5-6.3 6.5-2.7 0-4.4-1.2-5.8-3.6L4.6 13.6a1.5 1.5 0 0 1 2.5-1.6L8 13.4",
  grid: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  hide: "M4 4l16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a15 15 0 0 1-2.6 3.3M6 7.6A15 15 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 3.7-.8",
  mute: "M5 9v6h4l5 4V5L9 9zM17 10l4 4M21 10l-4 4",
  sound: "M5 9v6h4l5 4V5L9 9zM17 9a4 4 0 0 1 0 6",
  leave: "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
  down: "M6 9l6 6 6-6",
  menu: "M5 7h14M5 12h14M5 17h14",
  check: "M5 12.5l4.5 4.5L19 7.5",
  screen: "M4 5h16v11H4zM9 20h6M12 16v4",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
} as const;

export type IconName = keyof typeof paths;

/**
 * Directions turn round where text runs from right to left (see base.css, `[dir="rtl"] .turns`).
 */
const turning: readonly IconName[] = ["back", "forward", "send", "leave"];

export const Icon = ({ name }: { name: IconName }) => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    class={turning.includes(name) ? "turns" : undefined}
  >
    <path d={paths[name]} />
  </svg>
);

export const Logo = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke-width="2.6" stroke-linecap="round">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path d="M7 23a9 9 0 0 1 18 0M12 23a4 4 0 0 1 8 0" stroke="var(--on-accent)" />
    <circle cx="16" cy="9" r="2.6" fill="var(--on-accent)" />
  </svg>
);
