import { closeCodes, mayComeBack } from "../protocol";
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

/** One socket, from its first packet on. */
export class Line {
  isOpen = false;
  isGreeted = false;
  private socket: Socket | null;

  constructor(socket: Socket, news: LineNews) {
    this.socket = socket;
    socket.onopen = () => {
      this.isOpen = true;
      news.opened(this);
    };
    socket.onmessage = ({ data }) => news.said(this, String(data));
    socket.onclose = ({ code }) => {
      this.abandon();
      // A hello that never left is no bad hello: the ticket was slower than the server's patience.
      const isOurDelay = code === closeCodes.badHello && !this.isGreeted;
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
