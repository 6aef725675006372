import { closeCodes, mayComeBack } from "../protocol";
import type {
  Accepted,
  Command,
  Event,
  Ok,
  Refused,
  ServerMessage,
  Signal,
  Welcome,
} from "../protocol";
import { Backoff } from "./backoff";
import { Unacked } from "./unacked";
import type { Outcome } from "./unacked";

export type ConnectionState =
  | { kind: "idle" }
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "waiting"; until: number }
  /** For good; the code is the server's, or `not_allowed` when it gives us no ticket. */
  | { kind: "closed"; code: number };

/**
 * Not a code of the wire: the server would not give a ticket, so there is nothing to come back to.
 */
export const not_allowed = 4199;

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
  /**
   * A fresh ticket; null when the person may not come in (again). Throws when there was no answer.
   */
  ticket(): Promise<string | null>;
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
  /** Bytes of messages so far, both ways. */
  traffic(bytes: number): void;
}

/**
 * The server says something at least every 10 s; a socket that is silent this long is dead,
 * whatever the browser thinks.
 */
const silence_max_ms = 25_000;
/**
 * After this much silence somebody who looks at the page again does not wait for the rest: a
 * sleeping phone's timers stood still.
 */
const doubtful_after_ms = 15_000;
/**
 * A connection that has lasted this long was a good one: the next loss starts the back-off anew.
 */
const good_after_ms = 10_000;
/**
 * Says that the person has left; a socket that is only given up is closed without it, and the grace
 * time runs.
 */
const code_left = 1000;

/**
 * The road to one session that stays open: a ticket, a socket, a hello; after a loss the same again
 * with `since`, until the server says not to. Passes on every event exactly once and in order, and
 * keeps commands until they are answered.
 */
export class Connection {
  private socket: Socket | null = null;
  private isAccepted = false;
  private isGreeted = false;
  private since: number | undefined;
  private bytes = 0;
  private heardAt = 0;
  private readonly backoff: Backoff;
  private readonly unacked: Unacked;
  private state: ConnectionState = { kind: "idle" };
  private stopSilence = (): void => undefined;
  private stopRetry = (): void => undefined;
  private stopGood = (): void => undefined;

  constructor(
    private readonly session: string,
    private readonly world: Surroundings,
    private readonly listener: Listener,
  ) {
    this.backoff = new Backoff(world.random);
    this.unacked = new Unacked(
      world.makeKey,
      (frame) => this.isAccepted && this.transmit(frame),
      (milliseconds, what) => void world.after(milliseconds, what),
    );
  }

  start(): void {
    if (this.state.kind === "idle" || this.state.kind === "waiting") this.connect();
  }

  /** Leaves for good. */
  stop(): void {
    this.end(code_left);
  }

  /** Has the server do something; resolves with its answer, however many connections that takes. */
  send(command: Command, replaces?: string): Promise<Outcome> {
    if (this.state.kind === "closed") return Promise.resolve({ ok: false, reason: "disconnected" });
    return this.unacked.add(command, replaces);
  }

  /** The device says that it lost its network: do not wait for the silence to prove it. */
  networkLost(): void {
    if (this.socket) this.comeBack();
  }

  /** The network is back, or the page is looked at again: do not sit out the waiting. */
  networkBack(): void {
    const isDoubtful = this.socket && this.world.now() - this.heardAt > doubtful_after_ms;
    if (isDoubtful) this.comeBack();
    if (this.state.kind === "waiting") this.connect();
  }

  private connect(): void {
    this.stopRetry();
    this.change({ kind: "connecting" });
    const socket = this.world.open();
    this.socket = socket;
    this.isAccepted = false;
    this.isGreeted = false;
    const opened = new Promise<void>((resolve) => (socket.onopen = () => resolve()));
    socket.onmessage = ({ data }) => this.take(String(data));
    socket.onclose = ({ code }) => this.closed(code);
    this.watchSilence();
    Promise.all([this.world.ticket(), opened]).then(
      ([ticket]) => this.socket === socket && this.greet(ticket),
      () => this.socket === socket && this.comeBack(),
    );
  }

  private greet(ticket: string | null): void {
    if (ticket === null) return this.end(not_allowed);
    const since = this.since === undefined ? {} : { since: this.since };
    this.isGreeted = true;
    return this.transmit({ type: "hello", ticket, session: this.session, ...since });
  }

  private transmit(message: object): void {
    const text = JSON.stringify(message);
    this.count(text);
    this.socket?.send(text);
  }

  private take(text: string): void {
    this.count(text);
    this.watchSilence();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "accepted":
        return this.accept(message);
      case "welcome":
        this.since = message.seq;
        return this.listener.welcome(message);
      case "ok":
        return this.unacked.done(message satisfies Ok);
      case "refused":
        return this.unacked.refused(message satisfies Refused);
      case "head_count":
        return this.listener.signal(message);
      default:
        return this.takeEvent(message);
    }
  }

  private accept(reply: Accepted): void {
    this.isAccepted = true;
    this.stopGood = this.world.after(good_after_ms, () => this.backoff.reset());
    this.listener.accepted(reply);
    this.change({ kind: "live" });
    this.unacked.resend();
  }

  /**
   * In order, once: one that we have is dropped, one that skips something visible means that we
   * missed it.
   */
  private takeEvent(event: Event): void {
    if (typeof event.seq !== "number") return; // a signal of a newer server
    const last = this.since ?? 0;
    if (event.seq <= last) return;
    if (event.prev > last) return this.comeBack();
    this.since = event.seq;
    this.listener.event(event);
  }

  private closed(code: number): void {
    // A hello that never left is no bad hello: the ticket was slower than the server's patience.
    const isOurDelay = code === closeCodes.badHello && !this.isGreeted;
    if (!mayComeBack(code) && !isOurDelay) return this.end(code);
    if (code === closeCodes.overloaded) this.backoff.slowDown();
    return this.comeBack();
  }

  private comeBack(): void {
    this.abandonSocket();
    const wait = this.backoff.next();
    this.change({ kind: "waiting", until: this.world.now() + wait });
    this.stopRetry = this.world.after(wait, () => this.connect());
  }

  private end(code: number): void {
    this.stopRetry();
    this.abandonSocket(code_left);
    this.change({ kind: "closed", code });
    this.unacked.abandon();
  }

  /** Lets go of the socket without waiting for it: a dead one can take minutes to say so. */
  private abandonSocket(code?: number): void {
    const socket = this.socket;
    this.socket = null;
    this.isAccepted = false;
    this.stopSilence();
    this.stopGood();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  private watchSilence(): void {
    this.heardAt = this.world.now();
    this.stopSilence();
    this.stopSilence = this.world.after(silence_max_ms, () => this.comeBack());
  }

  private change(state: ConnectionState): void {
    this.state = state;
    this.listener.state(state);
  }

  private count(text: string): void {
    this.bytes += new TextEncoder().encode(text).length;
    this.listener.traffic(this.bytes);
  }
}
