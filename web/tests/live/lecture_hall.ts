import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import type { Hello, RequestFrame, ServerMessage } from "../../src/protocol";
import { Connection } from "../../src/live/connection";
import type { Cupboard } from "../../src/live/shelf";
import type { ConnectionState } from "../../src/live/state";
import type { Socket, Surroundings } from "../../src/live/surroundings";
import type { TicketAnswer } from "../../src/live/ticket";
import type { Given, Outcome } from "../../src/live/unacked";
import type { Event, Signal, Welcome } from "../../src/protocol";

type Sent = Hello | RequestFrame;

/** A message that is not here by then will not come; the machine may be busy, so this is long. */
const patience_ms = 60_000;

/**
 * A WebSocket server on loopback that does what a test tells it to: real sockets, real frames, real
 * closes.
 */
export class LectureHall {
  /** Turns away whoever comes, before there is a WebSocket. */
  isFull = false;
  turnedAway = 0;
  /** Leaves whoever comes without an answer, before there is a WebSocket. */
  isDeaf = false;
  /** The sockets of those. */
  readonly unanswered: Duplex[] = [];
  readonly server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    verifyClient: ({ req }, answer) => {
      if (this.isDeaf) return void this.unanswered.push(req.socket.resume());
      if (this.isFull) ++this.turnedAway;
      return answer(!this.isFull, 503);
    },
  });
  private readonly sockets: WebSocket[] = [];
  private readonly inbox: Sent[] = [];
  private wake = (): void => undefined;

  constructor() {
    this.server.on("connection", (socket) => {
      this.sockets.push(socket);
      socket.on("message", (data) => {
        this.inbox.push(JSON.parse(String(data)) as Sent);
        this.wake();
      });
    });
  }

  listening(): Promise<void> {
    return new Promise((resolve) => this.server.once("listening", resolve));
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as { port: number }).port}/ws`;
  }

  get connections(): number {
    return this.sockets.length;
  }

  /** The next message from a client; one that never comes is a failure. */
  async next<T extends Sent>(): Promise<T> {
    const timer = setTimeout(() => this.wake(), patience_ms);
    if (this.inbox.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    clearTimeout(timer);
    const message = this.inbox.shift();
    if (!message) throw new Error("no message came");
    return message as T;
  }

  /** Nothing more has arrived, given time to. */
  async isQuiet(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return this.inbox.length === 0;
  }

  say(...messages: ServerMessage[]): void {
    this.sayOn(-1, ...messages);
  }

  /** On the connection of that number, in the order in which they came. */
  sayOn(number: number, ...messages: ServerMessage[]): void {
    for (const message of messages) this.sockets.at(number)?.send(JSON.stringify(message));
  }

  /** The code with which the client ends that connection. */
  endOf(number: number): Promise<number | undefined> {
    return new Promise((resolve) => this.sockets.at(number)?.once("close", resolve));
  }

  shout(text: string): void {
    this.sockets.at(-1)?.send(text);
  }

  close(code: number, number = -1): void {
    this.sockets.at(number)?.close(code);
  }

  cut(number = -1): void {
    this.sockets.at(number)?.terminate();
  }

  stop(): void {
    for (const socket of this.sockets) socket.terminate();
    for (const socket of this.unanswered) socket.destroy();
    this.server.close();
  }
}

interface Timer {
  at: number;
  what: () => void;
}

/** A tab's `sessionStorage`: a reload finds it again, a duplicated tab gets a copy. */
export class Tab implements Cupboard {
  constructor(private readonly kept = new Map<string, string>()) {}

  duplicate(): Tab {
    return new Tab(new Map(this.kept));
  }

  get length(): number {
    return this.kept.size;
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    this.kept.set(name, value);
  }
  removeItem(name: string): void {
    this.kept.delete(name);
  }
}

/** A client in a world whose clock moves only by `pass`; the sockets in between are real. */
export class Visitor {
  readonly states: ConnectionState[] = [];
  readonly events: Event[] = [];
  readonly welcomes: Welcome[] = [];
  readonly signals: Signal[] = [];
  readonly waits: number[] = [];
  readonly restored: { given: Given; outcome: Promise<Outcome> }[] = [];
  readonly connection: Connection;
  bytes = 0;
  acceptances = 0;
  tickets = 0;
  /** Sockets whose upgrade the client has seen; the hall may have seen it before. */
  opened = 0;
  answerTicket: (abandoned: AbortSignal) => Promise<TicketAnswer> = async () => ({
    kind: "ticket",
    ticket: `ticket${++this.tickets}`,
  });
  random = 0.5;
  isOnline = true;
  roundTrip: number | undefined = 600;
  private readonly timers = new Set<Timer>();
  private static keys = 0;

  /** `now` is the time at which the page is loaded, in the tab given. */
  constructor(
    hall: LectureHall,
    readonly tab: Cupboard = new Tab(),
    private now = 0,
  ) {
    const world: Surroundings = {
      open: () => {
        const socket = new WebSocket(hall.url, { perMessageDeflate: false });
        socket.on("error", () => undefined); // a close follows
        socket.on("open", () => ++this.opened);
        return socket as unknown as Socket;
      },
      ticket: (abandoned) => this.answerTicket(abandoned),
      isOnline: () => this.isOnline,
      roundTrip: () => this.roundTrip,
      cupboard: () => this.tab,
      makeKey: () => `key-${++Visitor.keys}-for-tests`,
      now: () => this.now,
      random: () => this.random,
      after: (milliseconds, what) => {
        const timer = { at: this.now + milliseconds, what };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
    };
    this.connection = new Connection("s12", world, {
      state: (state) => {
        this.states.push(state);
        if (state.kind === "waiting") this.waits.push(state.until - this.now);
      },
      accepted: () => void ++this.acceptances,
      welcome: (welcome) => void this.welcomes.push(welcome),
      event: (event) => void this.events.push(event),
      signal: (signal) => void this.signals.push(signal),
      restored: (given, outcome) => void this.restored.push({ given, outcome }),
      traffic: (bytes) => (this.bytes = bytes),
    });
  }

  /** As after a sleep: what has become due happens now, one after the other, unless it is called off. */
  pass(milliseconds: number): void {
    this.now += milliseconds;
    const due = [...this.timers].filter(({ at }) => at <= this.now);
    for (const timer of due.sort((one, other) => one.at - other.at)) {
      if (this.timers.delete(timer)) timer.what();
    }
  }

  get state(): ConnectionState["kind"] {
    return this.states.at(-1)?.kind ?? "idle";
  }

  async until(isSo: () => boolean): Promise<void> {
    for (let tries = 0; !isSo(); ++tries) {
      if (tries > 2_000) throw new Error(`never so: ${isSo.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
