import { chooseLanguage, language, languageNames, t } from "../i18n";
import { chooseTheme, theme } from "../theme";
import type { Theme } from "../theme";

/** Language and light or dark; each remembered on this device. */
export const Preferences = () => (
  <div class="preferences">
    <select
      aria-label={t("shared.language")}
      value={language.value}
      onChange={(event) => void chooseLanguage(event.currentTarget.value).catch(() => undefined)}
    >
      {languageNames.map(({ code, name }) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
    <select
      aria-label={t("shared.theme")}
      value={theme.value}
      onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}
    >
      <option value="system">{t("shared.theme_system")}</option>
      <option value="light">{t("shared.theme_light")}</option>
      <option value="dark">{t("shared.theme_dark")}</option>
    </select>
  </div>
);
