import { useState } from "preact/hooks";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import type { IconName } from "../components/icons";
import { t } from "../i18n";
import { may } from "../protocol";
import type { SessionPhase } from "../protocol";
import type { RoomStore } from "../room/store";

type Step = "open_session" | "start_session" | "pause_session" | "end_session";

interface Offer {
  step: Step;
  /** Names the message on the button: going on after a break is a start, but is not called one. */
  says: "open" | "start" | "go_on" | "pause" | "end";
  icon: IconName;
  isMain?: boolean;
}

const start: Offer = { step: "start_session", says: "start", icon: "play", isMain: true };
const end: Offer = { step: "end_session", says: "end", icon: "stop" };

/** What can be done next in each phase; the first is what one usually wants. */
const offers: Record<SessionPhase, Offer[]> = {
  scheduled: [
    { step: "open_session", says: "open", icon: "people", isMain: true },
    { ...start, isMain: false },
  ],
  open: [start],
  live: [{ step: "pause_session", says: "pause", icon: "pause" }, end],
  paused: [{ ...start, says: "go_on" }, end],
  ended: [],
};

/**
 * Open, start, pause, go on, end. The end is asked about first, because it cannot be taken back.
 */
export const Controls = ({ room }: { room: RoomStore }) => {
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const phase = room.phase.value;
  const role = room.me.value?.role;
  if (!phase || !role) return null;
  const take = async (step: Step) => {
    setIsAsking(false);
    setIsBusy(true);
    const outcome = await room.do({ type: step }, "phase");
    setIsBusy(false);
    const isDone = outcome.ok || outcome.reason === "no_change";
    setProblem(isDone ? "" : t(`room.refused_${outcome.reason}`));
  };
  return (
    <div class="controls row">
      {phase === "ended" && <span class="badge">{t("stage.ended")}</span>}
      {offers[phase]
        .filter(({ step }) => may(role, step))
        .map(({ step, says, icon, isMain }) => (
          <button
            key={says}
            class={`button ${isMain ? "primary" : ""} ${step === "end_session" ? "danger" : ""}`}
            type="button"
            disabled={isBusy}
            onClick={() => (step === "end_session" ? setIsAsking(true) : void take(step))}
          >
            <Icon name={icon} />
            {t(`stage.do_${says}`)}
          </button>
        ))}
      {problem && (
        <span class="why small" role="alert">
          {problem}
        </span>
      )}
      {isAsking && (
        <Dialog
          title={t("stage.end_title")}
          confirm={t("stage.do_end")}
          isDanger
          onConfirm={() => void take("end_session")}
          onClose={() => setIsAsking(false)}
        >
          {t("stage.end_text")}
        </Dialog>
      )}
    </div>
  );
};
