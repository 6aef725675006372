import { t } from "../i18n";
import { Frame } from "./frame";

/** A whole page that says what is wrong and what to do next. */
export const Failure = ({ kind }: { kind: "not_found" | "unreachable" }) => (
  <Frame title={t(`shared.title_${kind}`)}>
    <div class="stack">
      <h1>{t(`shared.title_${kind}`)}</h1>
      <p>{t(`shared.text_${kind}`)}</p>
      <p class="row">
        <button class="button primary" type="button" onClick={() => location.reload()}>
          {t("shared.try_again")}
        </button>
        <a class="button" href="/">
          {t("shared.to_home")}
        </a>
      </p>
    </div>
  </Frame>
);
