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
    <p>{t("room.not_sent_copy")}</p>
    <ul class="not-sent">
      {unsent.map(({ key, text }) => (
        <li key={key} class="said" dir="auto">
          {text}
        </li>
      ))}
    </ul>
  </div>
);

/** Whether the person may be let in when they try again. */
const mayHelp = (why: Ending): boolean => !["removed", "gone", "not_allowed"].includes(why);

/** The connection ended for good: why, what was not said, and the way back if there is one. */
export const Closed = ({ why, course, unsent }: ClosedProps) => (
  <Frame title={t("room.closed_title")} takesFocus>
    <div class="stack">
      <h1>{t("room.closed_title")}</h1>
      <p role="alert">{t(`room.closed_${why}`)}</p>
      {unsent.length > 0 && <NotSent unsent={unsent} />}
      <p class="row">
        {mayHelp(why) && (
          <button class="button primary" type="button" onClick={() => location.reload()}>
            {t("shared.try_again")}
          </button>
        )}
        <a class={`button ${mayHelp(why) ? "" : "primary"}`} href={`/c/${course}`}>
          {t("room.to_course")}
        </a>
      </p>
    </div>
  </Frame>
);
