import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { useModal } from "../components/use_modal";
import { need, t } from "../i18n";
import { needStyle } from "../router";

type Decks = ComponentType<{ course: { slug: string }; session: { id: string } }>;

async function loadDecks(): Promise<Decks> {
  const [module] = await Promise.all([
    import("../pages/manage/decks"),
    need("manage"),
    needStyle("manage"),
  ]);
  return module.Decks;
}

interface DecksPanelProps {
  course: string;
  session: string;
  onClose: () => void;
}

/** Upload, rendering progress and removal of decks: the organizer's own list, over the stage. */
export const DecksPanel = ({ course, session, onClose }: DecksPanelProps) => {
  const dialog = useModal(onClose);
  const [loaded, setLoaded] = useState<{ decks: Decks } | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    loadDecks().then(
      (decks) => setLoaded({ decks }),
      () => setIsBroken(true),
    );
  }, []);
  return (
    <dialog class="decks-panel" ref={dialog} aria-label={t("stage.decks")}>
      <div class="row">
        <span class="spring" />
        <button
          class="button quiet icon"
          type="button"
          aria-label={t("stage.close")}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {isBroken && <p class="notice bad">{t("shared.error_offline")}</p>}
      {!loaded && !isBroken && <div class="loading" role="status" />}
      {loaded && <loaded.decks course={{ slug: course }} session={{ id: session }} />}
    </dialog>
  );
};
