import { WebSocket, WebSocketServer } from "ws";
import type { Hello, RequestFrame, ServerMessage } from "../../src/protocol";
import { Connection } from "../../src/live/connection";
import type { ConnectionState, Socket, Surroundings } from "../../src/live/connection";
import type { Event, Signal, Welcome } from "../../src/protocol";

type Sent = Hello | RequestFrame;

/**
 * A WebSocket server on loopback that does what a test tells it to: real sockets, real frames, real
 * closes.
 */
export class LectureHall {
  readonly server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
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

  /** The next message from a client. */
  async next<T extends Sent>(): Promise<T> {
    while (this.inbox.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.inbox.shift() as T;
  }

  /** Nothing more has arrived, given time to. */
  async isQuiet(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return this.inbox.length === 0;
  }

  say(...messages: ServerMessage[]): void {
    for (const message of messages) this.sockets.at(-1)?.send(JSON.stringify(message));
  }

  shout(text: string): void {
    this.sockets.at(-1)?.send(text);
  }

  close(code: number): void {
    this.sockets.at(-1)?.close(code);
  }

  cut(): void {
    this.sockets.at(-1)?.terminate();
  }

  stop(): void {
    for (const socket of this.sockets) socket.terminate();
    this.server.close();
  }
}

interface Timer {
  at: number;
  what: () => void;
}

/** A client in a world whose clock moves only by `pass`; the sockets in between are real. */
export class Visitor {
  readonly states: ConnectionState[] = [];
  readonly events: Event[] = [];
  readonly welcomes: Welcome[] = [];
  readonly signals: Signal[] = [];
  readonly waits: number[] = [];
  readonly connection: Connection;
  bytes = 0;
  tickets = 0;
  answerTicket: () => Promise<string | null> = async () => `ticket${++this.tickets}`;
  random = 0.5;
  private now = 0;
  private readonly timers = new Set<Timer>();
  private keys = 0;

  constructor(hall: LectureHall) {
    const world: Surroundings = {
      open: () => {
        const socket = new WebSocket(hall.url, { perMessageDeflate: false });
        socket.on("error", () => undefined); // a close follows
        return socket as unknown as Socket;
      },
      ticket: () => this.answerTicket(),
      makeKey: () => `key-${++this.keys}-for-tests`,
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
      accepted: () => undefined,
      welcome: (welcome) => void this.welcomes.push(welcome),
      event: (event) => void this.events.push(event),
      signal: (signal) => void this.signals.push(signal),
      traffic: (bytes) => (this.bytes = bytes),
    });
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const timer of [...this.timers].filter(({ at }) => at <= this.now)) {
      this.timers.delete(timer);
      timer.what();
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
