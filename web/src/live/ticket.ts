import { RestError, foreign, post } from "../rest";
import type { Ending, Trouble } from "./state";

/** What came of asking for a ticket; no answer at all is an exception. */
export type TicketAnswer =
  | { kind: "ticket"; ticket: string }
  | { kind: "refused"; why: Ending }
  | { kind: "later"; why: Trouble; wait_ms: number };

const refusals: Record<number, Ending> = {
  401: "logged_out",
  403: "not_allowed",
  404: "gone",
};

function later({ status, code, wait_ms }: RestError): TicketAnswer {
  if (code === "unavailable") return { kind: "later", why: "restarting", wait_ms };
  const isFull = status === 429 || status === 503;
  return { kind: "later", why: isFull ? "overloaded" : "unwell", wait_ms };
}

/**
 * A refusal counts only in the server's own words: a proxy's bare 403 or 404, while something is
 * being mended, is no reason to send a student home.
 */
export function answerOf(error: RestError): TicketAnswer {
  const why = refusals[error.status];
  const isOurs = error.code !== foreign(error.status);
  return why && isOurs ? { kind: "refused", why } : later(error);
}

/** Asks for a ticket for the session at this path under the REST root. */
export async function askTicket(path: string, abandoned: AbortSignal): Promise<TicketAnswer> {
  try {
    const { ticket } = await post<{ ticket: string }>(`${path}/tickets`, {}, abandoned);
    return { kind: "ticket", ticket };
  } catch (error) {
    const hasAnswer = error instanceof RestError && error.status > 0;
    if (hasAnswer) return answerOf(error);
    throw error;
  }
}
