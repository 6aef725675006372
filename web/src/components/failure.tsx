import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Frame } from "./frame";

/** Not all of a lecture hall at once. */
const nextLook_ms = () => 2_000 + Math.random() * 6_000;

const answers = () =>
  fetch("/api/v1/health", { cache: "no-store" }).then(
    () => true,
    () => false,
  );

/**
 * Whether the server is silent just now. It is asked until it answers, and then the page is loaded
 * again; a server that answers at once is not what is wrong, and nothing happens by itself.
 */
function useSilence(): { isSilent: boolean; look: () => void } {
  const [isSilent, setIsSilent] = useState(false);
  const turn = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer = 0;
    let latest = 0;
    let wasSilent = false;
    turn.current = async () => {
      const mine = ++latest;
      clearTimeout(timer);
      const isThere = await answers();
      if (mine !== latest) return;
      if (isThere && wasSilent) location.reload();
      if (isThere) return;
      wasSilent = true;
      setIsSilent(true);
      timer = window.setTimeout(turn.current, nextLook_ms());
    };
    turn.current();
    return () => {
      ++latest;
      clearTimeout(timer);
    };
  }, []);
  const look = () => {
    setIsSilent(false); // said anew, so that the press is seen and heard to have done something
    turn.current();
  };
  return { isSilent, look };
}

const ToHome = ({ class: extra = "" }: { class?: string }) => (
  <a class={`button ${extra}`} href="/">
    {t("shared.to_home")}
  </a>
);

const WaysOn = () => {
  const { isSilent, look } = useSilence();
  return (
    <>
      <p role="status">{isSilent && t("shared.text_silent")}</p>
      <p class="row">
        <button
          class="button primary"
          type="button"
          onClick={() => (isSilent ? look() : location.reload())}
        >
          {t("shared.try_again")}
        </button>
        <ToHome />
      </p>
    </>
  );
};

/** A whole page that says what is wrong and what to do next. */
export const Failure = ({ kind }: { kind: "not_found" | "unreachable" }) => (
  <Frame title={t(`shared.title_${kind}`)}>
    <div class="stack">
      <h1>{t(`shared.title_${kind}`)}</h1>
      <p>{t(`shared.text_${kind}`)}</p>
      {kind === "unreachable" ? <WaysOn /> : <ToHome class="primary" />}
    </div>
  </Frame>
);
