import { closeCodes, limits, mayComeBack } from "../protocol";
import { endingOf, troubleOf } from "./state";
import type { Ending, Trouble } from "./state";
import type { Socket } from "./surroundings";

/** What a line tells; nothing more once it was let go. */
export interface LineNews {
  opened(line: Line): void;
  said(line: Line, text: string): void;
  /** It is gone, and one may come back. */
  lost(line: Line, why: Trouble): void;
  /** It is gone, and one may not. */
  over(why: Ending): void;
}

/** A bad hello is answered at once; an end this long after the opening is the server's deadline. */
const deadline_ms = 0.8 * limits.helloDeadlineMs;

/** One socket, from its first packet on. */
export class Line {
  isOpen = false;
  isGreeted = false;
  private socket: Socket | null;
  private openedAt = 0;

  constructor(socket: Socket, news: LineNews, now: () => number) {
    this.socket = socket;
    socket.onopen = () => {
      this.isOpen = true;
      this.openedAt = now();
      news.opened(this);
    };
    // A binary frame is media, for which this client does not ask.
    socket.onmessage = ({ data }) => typeof data === "string" && news.said(this, data);
    socket.onclose = ({ code }) => {
      this.abandon();
      // A hello that never left, or too late, is no bad hello: the ticket was slower than the server's patience.
      const isLate = !this.isGreeted || now() - this.openedAt >= deadline_ms;
      const isOurDelay = code === closeCodes.badHello && isLate;
      if (mayComeBack(code) || isOurDelay) news.lost(this, troubleOf(code));
      else news.over(endingOf(code));
    };
  }

  greet(hello: object): void {
    this.isGreeted = true;
    this.send(JSON.stringify(hello));
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  /** Lets go of it without waiting for its end: a dead socket can take minutes to say so. */
  abandon(code?: number): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }
}
