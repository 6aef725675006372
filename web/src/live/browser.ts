import { websocketSubprotocol } from "../protocol";
import { RestError, post } from "../rest";
import type { Connection, Socket, Surroundings } from "./connection";

function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A ticket for the session; null when the person is not (or no longer) let in. */
async function ticket(sessionPath: string): Promise<string | null> {
  try {
    return (await post<{ ticket: string }>(`${sessionPath}/tickets`)).ticket;
  } catch (error) {
    const isRefused = error instanceof RestError && [401, 403, 404].includes(error.status);
    if (isRefused) return null;
    throw error;
  }
}

/**
 * The browser as a connection's surroundings. `sessionPath` is the session's under the REST root.
 */
export const browser = (sessionPath: string): Surroundings => ({
  open() {
    const origin = location.origin.replace(/^http/, "ws");
    return new WebSocket(`${origin}/ws`, websocketSubprotocol) as unknown as Socket;
  },
  ticket: () => ticket(sessionPath),
  makeKey,
  now: Date.now,
  random: Math.random,
  after(milliseconds, what) {
    const timer = setTimeout(what, milliseconds);
    return () => clearTimeout(timer);
  },
});

/** Tells the connection what the device knows of its network; answers how to stop that. */
export function followNetwork(connection: Connection): () => void {
  const lost = () => connection.networkLost();
  const back = () => connection.networkBack();
  const seen = () => document.visibilityState === "visible" && connection.networkBack();
  addEventListener("offline", lost);
  addEventListener("online", back);
  document.addEventListener("visibilitychange", seen);
  return () => {
    removeEventListener("offline", lost);
    removeEventListener("online", back);
    document.removeEventListener("visibilitychange", seen);
  };
}
