import { effect, signal } from "@preact/signals";
import { remember, remembered } from "./remembered";

export type Theme = "system" | "light" | "dark";

const stored = remembered("theme");

/** What the viewer chose; "system" follows the device. */
export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : "system");

/** Keeps `data-theme` of the document (tokens.css) at what the viewer or else the device wants. */
export function followTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const deviceIsDark = signal(dark.matches);
  dark.addEventListener("change", () => (deviceIsDark.value = dark.matches));
  effect(() => {
    const isDark = theme.value === "system" ? deviceIsDark.value : theme.value === "dark";
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  });
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember("theme", chosen === "system" ? null : chosen);
}
