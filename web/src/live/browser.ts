import { websocketSubprotocol } from "../protocol";
import type { Socket, Surroundings } from "./surroundings";
import { askTicket } from "./ticket";

function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The quickest answer since the page was loaded tells it, as the others met lost packets. */
function roundTrip(): number | undefined {
  const fetched = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  const trips = (fetched as PerformanceResourceTiming[])
    .filter(({ transferSize }) => transferSize > 0) // not from a cache
    .map(({ requestStart, responseStart }) => responseStart - requestStart)
    .filter((trip) => trip > 0);
  return trips.length > 0 ? Math.min(...trips) : undefined;
}

/**
 * The browser as a connection's surroundings. `sessionPath` is the session's under the REST root.
 */
export const browser = (sessionPath: string): Surroundings => ({
  open() {
    const origin = location.origin.replace(/^http/, "ws");
    return new WebSocket(`${origin}/ws`, websocketSubprotocol) as unknown as Socket;
  },
  ticket: (abandoned) => askTicket(sessionPath, abandoned),
  roundTrip,
  isOnline: () => navigator.onLine,
  cupboard: () => sessionStorage,
  makeKey,
  now: Date.now,
  random: Math.random,
  after(milliseconds, what) {
    const timer = setTimeout(what, milliseconds);
    return () => clearTimeout(timer);
  },
});
