import { t } from "../i18n";

/** "3 / 12", and in words for those who hear it. */
export const PageNumber = ({ page, pages }: { page: number; pages: number }) => (
  <span class="numbers" aria-live="polite">
    <span aria-hidden="true" dir="ltr">
      {page} / {pages}
    </span>
    <span class="visually-hidden">{t("room.page_of", { page, pages })}</span>
  </span>
);
