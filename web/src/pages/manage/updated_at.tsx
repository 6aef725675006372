import { locale, t } from "../../i18n";
import type { Resource } from "../use_resource";

const clock = (at: Date): string =>
  new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(at);

/** When the figures on the page are from, and whether they have stopped coming. */
export const UpdatedAt = ({
  resource,
}: {
  resource: Pick<Resource<unknown>, "at" | "failure">;
}) => (
  <p class="soft small numbers updated">
    {resource.at && <span>{t("manage.updated", { time: clock(resource.at) })}</span>}
    <span role="status">{resource.failure && resource.at && ` ${t("manage.not_updated")}`}</span>
  </p>
);
