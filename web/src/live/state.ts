import { closeCodes } from "../protocol";

/** Why there is no connection just now; it comes back by itself. */
export type Trouble = "lost" | "offline" | "restarting" | "overloaded" | "unwell";

/** Whether this is the server's trouble rather than the network's. */
export const isServers = (trouble: Trouble | null): boolean =>
  trouble === "restarting" || trouble === "overloaded" || trouble === "unwell";

/** Why it is over, until the person does something. */
export type Ending =
  | "left"
  | "logged_out"
  | "removed"
  | "gone"
  | "not_allowed"
  /** The browser is logged in as somebody else since; under that name nothing of ours is said. */
  | "somebody_else"
  /** The person came by too many connections, and this was the oldest; it does not fight with the newer ones. */
  | "replaced"
  /** The server does not understand us: this page is older than it, or wrong. */
  | "misunderstood";

export type ConnectionState =
  | { kind: "idle" }
  | { kind: "connecting"; after: Trouble | null }
  | { kind: "live" }
  | { kind: "waiting"; until: number; why: Trouble }
  | { kind: "closed"; why: Ending };

/** What the server says by a close code that asks us back. */
export function troubleOf(code: number): Trouble {
  if (code === closeCodes.restarting) return "restarting";
  return code === closeCodes.overloaded ? "overloaded" : "lost";
}

const endings: Record<number, Ending> = {
  [closeCodes.loggedOut]: "logged_out",
  [closeCodes.removed]: "removed",
  [closeCodes.sessionGone]: "gone",
  [closeCodes.replaced]: "replaced",
};

/** What the server says by a close code that does not. */
export const endingOf = (code: number): Ending => endings[code] ?? "misunderstood";
