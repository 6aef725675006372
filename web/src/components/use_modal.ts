import { useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";

/**
 * Makes a <dialog> modal for as long as its component is there; gives the focus back afterwards.
 *
 * `onClose` is called within the key press that leaves the dialog, not when the browser announces
 * that it is closed: that news comes as a task of its own, and a key that is pressed before it
 * would find the page still asking.
 */
export function useModal(onClose: () => void): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = useRef(onClose);
  leave.current = onClose;
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (!shown) return undefined;
    // A file chooser inside that is called off says "cancel" too, and what it says rises to here.
    const take = ({ target }: Event) => target === shown && leave.current();
    shown.addEventListener("cancel", take);
    shown.addEventListener("close", take);
    shown.showModal();
    return () => {
      shown.removeEventListener("cancel", take);
      shown.removeEventListener("close", take);
      shown.close(); // while it is in the page: only then does the focus go back
    };
  }, []);
  return dialog;
}
