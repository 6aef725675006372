import { t } from "../i18n";
import type { RestError } from "../rest";

/** Stands where something will be shown: that it is on its way, or what went wrong and how to try again. */
export const Waiting = ({
  failure,
  onRetry,
}: {
  failure: RestError | null;
  onRetry: () => void;
}) =>
  failure ? (
    <div class="notice bad row" role="alert">
      <span>{failure.message}</span>
      <button class="button" type="button" onClick={onRetry}>
        {t("shared.try_again")}
      </button>
    </div>
  ) : (
    <div class="loading" role="status">
      <span class="visually-hidden">{t("course.loading")}</span>
    </div>
  );

/** What a form or an action has to say after it was tried; always there, so that it is read out when it fills. */
export const Outcome = ({ failure, done }: { failure?: string | null; done?: string | null }) => (
  <div class="outcome-line" aria-live="polite">
    {failure && <p class="notice bad">{failure}</p>}
    {done && <p class="notice good">{done}</p>}
  </div>
);
