import { signal } from "@preact/signals";

/**
 * Bytes that pages, scripts, pictures and requests took in this visit, as the browser measured them
 * (cache: 0).
 */
const fetched = signal(0);

const sizeOf = (entry: PerformanceEntry): number =>
  "transferSize" in entry ? Number(entry.transferSize) : 0;

function watch(type: "resource" | "navigation"): void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) fetched.value += sizeOf(entry);
  });
  observer.observe({ type, buffered: true });
}

if (typeof PerformanceObserver !== "undefined") {
  watch("navigation");
  watch("resource");
}

/** What this visit has cost so far, with `live` bytes of the live connection. */
export const dataUsed = (live: number): number => fetched.value + live;
