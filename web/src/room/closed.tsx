import { Frame } from "../components/frame";
import { t } from "../i18n";
import type { Ending } from "../live/state";
import type { UnsentMessage } from "./unsent";

interface ClosedProps {
  why: Ending;
  course: string;
  unsent: UnsentMessage[];
}

/** Words that nobody else has seen: their author may want to copy them before they are gone. */
const NotSent = ({ unsent }: { unsent: UnsentMessage[] }) => (
  <div class="stack">
    <h2>{t("room.not_sent")}</h2>
    <ul class="not-sent">
      {unsent.map(({ key, text }) => (
        <li key={key} class="said" dir="auto">
          {text}
        </li>
      ))}
    </ul>
  </div>
);

/** The connection ended for good: why, what was not said, and the way back if there is one. */
export const Closed = ({ why, course, unsent }: ClosedProps) => (
  <Frame title={t("room.closed_title")}>
    <div class="stack">
      <h1>{t("room.closed_title")}</h1>
      <p role="alert">{t(`room.closed_${why}`)}</p>
      {unsent.length > 0 && <NotSent unsent={unsent} />}
      <p class="row">
        <button class="button primary" type="button" onClick={() => location.reload()}>
          {t("shared.try_again")}
        </button>
        <a class="button" href={`/c/${course}`}>
          {t("room.to_course")}
        </a>
      </p>
    </div>
  </Frame>
);
