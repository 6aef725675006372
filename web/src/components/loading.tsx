import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";

/** Whoever waits longer than this wants to know whether it still goes on. */
const patience_ms = 4_000;

/** A whole page that is on its way; says so once that takes long. */
export const Loading = () => {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), patience_ms);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class="loading">
      <div role="status">{isLong && <h1>{t("shared.slow")}</h1>}</div>
      {isLong && (
        <button class="button" type="button" onClick={() => location.reload()}>
          {t("shared.try_again")}
        </button>
      )}
    </main>
  );
};
