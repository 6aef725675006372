import type { ComponentChildren } from "preact";
import { Icon } from "../components/icons";
import { Preferences } from "../components/preferences";
import { t } from "../i18n";
import { ownZone } from "../time";

/** What is needed once a visit: language, light or dark, and what the room adds. */
export const Menu = ({ children }: { children?: ComponentChildren }) => (
  <details class="menu">
    <summary class="button quiet icon" aria-label={t("room.menu")} title={t("room.menu")}>
      <Icon name="menu" />
    </summary>
    <div class="menu-panel stack">
      {children}
      <Preferences />
      <p class="small soft">{t("shared.own_zone", { zone: ownZone() })}</p>
    </div>
  </details>
);
