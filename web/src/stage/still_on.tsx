import { useState } from "preact/hooks";
import { t } from "../i18n";
import type { RoomStore } from "../room/store";

/**
 * Asks the staff after the planned end whether the lecture is still on; without an answer the server ends it. The line stays
 * on the page when it is empty, so that a screen reader reads the question.
 */
export const StillOn = ({ room }: { room: RoomStore }) => {
  const [problem, setProblem] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const isAsked = room.view.value?.life.confirm_by !== undefined;
  async function confirm(): Promise<void> {
    setIsBusy(true);
    const outcome = await room.do({ type: "confirm_session" }, "confirm");
    setIsBusy(false);
    setProblem(outcome.ok ? "" : t(`room.refused_${outcome.reason}`));
  }
  return (
    <div class="still-on" role="status">
      {isAsked && (
        <>
          <span>{problem || t("stage.still_on")}</span>
          <button class="button" type="button" disabled={isBusy} onClick={() => void confirm()}>
            {t("stage.do_confirm")}
          </button>
        </>
      )}
    </div>
  );
};
