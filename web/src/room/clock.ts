import { useEffect, useState } from "preact/hooks";

/** Draws the component again every second, for countdowns and running times. */
export function useEverySecond(): void {
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => draw((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
}
