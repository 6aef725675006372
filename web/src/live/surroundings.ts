import type { Accepted, Event, Signal, Welcome } from "../protocol";
import type { Cupboard } from "./shelf";
import type { ConnectionState } from "./state";
import type { TicketAnswer } from "./ticket";
import type { Given, Outcome } from "./unacked";

/** The part of a WebSocket that is used; text frames only. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((closed: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/**
 * What a connection needs of the world; the browser's is in browser.ts, the tests have their own.
 */
export interface Surroundings {
  open(): Socket;
  /** Throws when there was no answer; `abandoned` says that it is no longer waited for. */
  ticket(abandoned: AbortSignal): Promise<TicketAnswer>;
  /** How long a packet needs to the server and its answer back, in ms; undefined if that is not known. */
  roundTrip(): number | undefined;
  /** Whether the device believes to have a network; it may be wrong either way. */
  isOnline(): boolean;
  /** What survives a reload of this tab; may throw where nothing may be kept. */
  cupboard(): Cupboard;
  makeKey(): string;
  now(): number;
  random(): number;
  /** Calls back once, later; answers how to call it off. */
  after(milliseconds: number, what: () => void): () => void;
}

export interface Listener {
  state(state: ConnectionState): void;
  accepted(reply: Accepted): void;
  welcome(reply: Welcome): void;
  event(event: Event): void;
  signal(signal: Signal): void;
  /** A command that was given before the page was loaded again, and that nobody has answered yet. */
  restored(given: Given, outcome: Promise<Outcome>): void;
  /** Bytes of messages so far, both ways. */
  traffic(bytes: number): void;
}

/** How a command is given when not just so. */
export interface Manner {
  replaces?: string;
  /** The key that it had before, when it is given again. */
  key?: string;
}
