import { Line } from "./line";
import type { LineNews } from "./line";
import type { Ending, Trouble } from "./state";
import type { Surroundings } from "./surroundings";

/**
 * A line that has not let us in by then hangs on a lost packet more often than on a far way: four
 * round trips of 600 ms are done, and the third loss of one packet is waited for twice as long as
 * the second.
 */
const second_after_ms = 3_000;

/** What comes of a way in; nothing more once it was given up. */
export interface WayInNews {
  hello(ticket: string): object;
  /** Of all that is said, "accepted" comes first. */
  said(text: string, line: Line): void;
  lost(why: Trouble, asked_ms: number): void;
  over(why: Ending): void;
}

/**
 * The way into a session, and the line that it is reached by: when one line takes long, a second is
 * tried beside it, or in its place, and whichever lets us in first is kept. Not where the server is known to have its
 * hands full: there it is not the line that takes long.
 */
export class WayIn implements LineNews {
  private readonly lines = new Set<Line>();
  private kept: Line | null = null;
  private readonly stopSecond: () => void = () => undefined;

  constructor(
    private readonly world: Surroundings,
    private readonly news: WayInNews,
    isServerBusy: boolean,
  ) {
    this.dial();
    if (!isServerBusy) this.stopSecond = world.after(second_after_ms, () => this.dialAgain());
  }

  get isIn(): boolean {
    return this.kept !== null;
  }

  /** This line has let us in. */
  keep(line: Line): void {
    this.kept = line;
    this.stopSecond();
    for (const other of this.lines) if (other !== line) this.release(other);
  }

  /** Says something on the line that let us in; nowhere before. */
  send(text: string): void {
    this.kept?.send(text);
  }

  abandon(code?: number): void {
    this.stopSecond();
    for (const line of this.lines) this.release(line, code);
  }

  hello(ticket: string): object {
    return this.news.hello(ticket);
  }

  said(line: Line, text: string): void {
    this.news.said(text, line);
  }

  /** A line that is merely lost leaves the other to try; what the server asks for goes for both. */
  lost(line: Line, why: Trouble, asked_ms: number): void {
    this.lines.delete(line);
    if (why !== "lost" || this.lines.size === 0) this.news.lost(why, asked_ms);
  }

  over(why: Ending): void {
    this.news.over(why);
  }

  /**
   * A browser opens one socket at a time to a server (RFC 6455 §4.1), so one that is not open yet
   * would have the second wait.
   */
  private dialAgain(): void {
    for (const line of this.lines) if (!line.isOpen) this.release(line);
    this.dial();
  }

  private dial(): void {
    this.lines.add(new Line(this.world, this));
  }

  private release(line: Line, code?: number): void {
    this.lines.delete(line);
    line.abandon(code);
  }
}
