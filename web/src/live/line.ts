import { closeCodes, mayComeBack } from "../protocol";
import { endingOf, troubleOf } from "./state";
import type { Ending, Trouble } from "./state";
import type { Socket, Surroundings } from "./surroundings";
import type { TicketAnswer } from "./ticket";

/** What a line tells; nothing more once it was let go. */
export interface LineNews {
  /** The socket is open and the ticket here: what to say first. */
  hello(ticket: string): object;
  said(line: Line, text: string): void;
  /** It is gone, and one may come back, after `asked_ms` if the server named a time. */
  lost(line: Line, why: Trouble, asked_ms: number): void;
  /** It is gone, and one may not. */
  over(why: Ending): void;
}

/** One socket, and the ticket for it that is fetched at the same time. */
export class Line {
  private socket: Socket | null;
  isOpen = false;
  private isGreeted = false;
  /** Until the ticket's answer is here, which may say more than a socket that did not open. */
  private isAsking = true;
  private isTurnedAway = false;
  private readonly abandonTicket = new AbortController();

  constructor(
    world: Surroundings,
    private readonly news: LineNews,
  ) {
    const socket = (this.socket = world.open());
    const opened = new Promise<void>((resolve) => {
      socket.onopen = () => {
        this.isOpen = true;
        resolve();
      };
    });
    socket.onmessage = ({ data }) => news.said(this, String(data));
    socket.onclose = ({ code }) => this.closed(code);
    world.ticket(this.abandonTicket.signal).then(
      (answer) => this.socket && this.takeTicket(answer, opened),
      () => this.socket && this.lose("lost"),
    );
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  /** Lets go of it without waiting for its end: a dead socket can take minutes to say so. */
  abandon(code?: number): void {
    const socket = this.socket;
    this.socket = null;
    this.abandonTicket.abort();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  private takeTicket(answer: TicketAnswer, opened: Promise<void>): void {
    this.isAsking = false;
    if (answer.kind === "refused") return this.news.over(answer.why);
    if (answer.kind === "later") return this.lose(answer.why, answer.wait_ms);
    if (this.isTurnedAway) return this.lose("lost");
    void opened.then(() => this.greet(answer.ticket));
    return undefined;
  }

  private greet(ticket: string): void {
    if (!this.socket) return;
    this.isGreeted = true;
    this.send(JSON.stringify(this.news.hello(ticket)));
  }

  private closed(code: number): void {
    // A hello that never left is no bad hello: the ticket was slower than the server's patience.
    const isOurDelay = code === closeCodes.badHello && !this.isGreeted;
    if (!mayComeBack(code) && !isOurDelay) return this.news.over(endingOf(code));
    if (this.isAsking && !this.isOpen) {
      this.isTurnedAway = true; // a server that is full turns away both, and says so to one
      return undefined;
    }
    return this.lose(troubleOf(code));
  }

  private lose(why: Trouble, asked_ms = 0): void {
    this.abandon();
    this.news.lost(this, why, asked_ms);
  }
}
