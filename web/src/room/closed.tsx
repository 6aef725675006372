import { Frame } from "../components/frame";
import { t } from "../i18n";
import { closeCodes } from "../protocol";

const reasons: Record<number, "logged_out" | "removed" | "gone"> = {
  [closeCodes.loggedOut]: "logged_out",
  [closeCodes.removed]: "removed",
  [closeCodes.sessionGone]: "gone",
};

/** The connection ended for good: why, and the way back if there is one. */
export const Closed = ({ code, course }: { code: number; course: string }) => {
  const reason = reasons[code] ?? "other";
  return (
    <Frame title={t("room.closed_title")}>
      <div class="stack">
        <h1>{t("room.closed_title")}</h1>
        <p>{t(`room.closed_${reason}`)}</p>
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
};
