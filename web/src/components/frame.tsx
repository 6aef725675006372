import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { hasTurned } from "../router";
import { ownZone, shownZone } from "../time";
import { Logo } from "./icons";
import { Preferences } from "./preferences";

interface FrameProps {
  /** The page's name, for the browser's tab and history. */
  title: string;
  /** Links of this page beside the brand. */
  links?: ComponentChildren;
  /** It takes the place of another one by itself, and with it of what had the focus. */
  takesFocus?: boolean;
  children: ComponentChildren;
}

/** Sets the title of the browser's tab while the component is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Aula` : "Aula";
  }, [title]);
}

/** The frame of every page that is not a room: skip link, brand, content, preferences. */
export const Frame = ({ title, links, takesFocus, children }: FrameProps) => {
  useTitle(title);
  const main = useRef<HTMLElement>(null);
  // What had the focus before is gone: without this the focus would fall back to the top, unheard.
  useEffect(() => {
    if (takesFocus || hasTurned()) main.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="frame">
      <a class="skip" href="#content">
        {t("shared.skip")}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <Logo />
          Aula
        </a>
        {links && <nav class="row">{links}</nav>}
      </header>
      <main id="content" tabIndex={-1} ref={main}>
        {children}
      </main>
      <footer class="foot">
        <span>{t(ownZone() ? "shared.own_zone" : "shared.shown_zone", { zone: shownZone() })}</span>
        <a href="/licenses.txt" target="_blank">
          {t("shared.licenses")}
        </a>
        <Preferences />
      </footer>
    </div>
  );
};
