import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { useModal } from "./use_modal";

interface DialogProps {
  title: string;
  /** What the confirming button says ("End the lecture"). */
  confirm: string;
  isDanger?: boolean;
  /** There is nothing to decide: without "Cancel". */
  isNotice?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/**
 * A question that has to be answered first. Escape and "Cancel" close it; the browser keeps the
 * focus inside.
 */
export const Dialog = ({
  title,
  confirm,
  isDanger,
  isNotice,
  onConfirm,
  onClose,
  children,
}: DialogProps) => {
  const dialog = useModal(onClose);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title">
      <div class="stack">
        <h2 id="dialog-title">{title}</h2>
        <div>{children}</div>
        <div class="row">
          {!isNotice && (
            <button class="button" type="button" onClick={onClose}>
              {t("shared.cancel")}
            </button>
          )}
          <button
            class={`button ${isDanger ? "danger" : "primary"}`}
            type="button"
            onClick={onConfirm}
          >
            {confirm}
          </button>
        </div>
      </div>
    </dialog>
  );
};
