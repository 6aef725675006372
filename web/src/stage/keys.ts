import { useEffect } from "preact/hooks";
import type { Presenting } from "./presenting";

type Turn = (presenting: Presenting) => void;

/**
 * What arrows, space and the buttons of a clicker mean; a clicker is a keyboard with PageUp and
 * PageDown.
 */
const turns: Record<string, Turn> = {
  ArrowRight: (presenting) => presenting.turn(1),
  PageDown: (presenting) => presenting.turn(1),
  " ": (presenting) => presenting.turn(1),
  ArrowLeft: (presenting) => presenting.turn(-1),
  PageUp: (presenting) => presenting.turn(-1),
  Home: (presenting) => void presenting.show(1),
  End: (presenting) => void presenting.show(presenting.deck.value?.pages ?? 0),
};

/**
 * Whoever types, chooses from a list or answers a dialog means something else; space presses a
 * focused button.
 */
function isMeantForElse(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return true;
  const at = event.target as Element;
  if (at.closest("input, textarea, select, dialog")) return true;
  return event.key === " " && at.closest("button, a, summary, [tabindex='0']") !== null;
}

export function useKeys(presenting: Presenting): void {
  useEffect(() => {
    const take = (event: KeyboardEvent) => {
      const turn = turns[event.key];
      if (!turn || isMeantForElse(event)) return;
      event.preventDefault();
      turn(presenting);
    };
    addEventListener("keydown", take);
    return () => removeEventListener("keydown", take);
  }, [presenting]);
}
