import { useEffect } from "preact/hooks";

/**
 * Keeps a phone's screen from going dark while `isWanted` and the page is looked at; where that
 * cannot be, nothing.
 */
export function useAwake(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted || !("wakeLock" in navigator)) return undefined;
    let held: WakeLockSentinel | null = null;
    let isOver = false;
    const hold = async () => {
      if (document.visibilityState !== "visible") return;
      held = await navigator.wakeLock.request("screen").catch(() => null);
      if (isOver) void held?.release();
    };
    void hold();
    document.addEventListener("visibilitychange", hold); // a hidden page loses it
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", hold);
      void held?.release();
    };
  }, [isWanted]);
}
