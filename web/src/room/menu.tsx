import type { ComponentChildren } from "preact";
import { Icon } from "../components/icons";
import { Preferences } from "../components/preferences";
import { t } from "../i18n";
import { ownZone, shownZone } from "../time";
import { Popup } from "./popup";

/** What is needed once a visit: language, light or dark, and what the room adds. */
export const Menu = ({ children }: { children?: ComponentChildren }) => (
  <Popup label={t("room.menu")} face={<Icon name="menu" />} buttonClass="button quiet icon">
    {children}
    <Preferences />
    <p class="small soft">
      {t(ownZone() ? "shared.own_zone" : "shared.shown_zone", { zone: shownZone() })}
    </p>
  </Popup>
);
