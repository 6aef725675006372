import { Line } from "./line";
import type { LineNews } from "./line";
import type { Ending, Trouble } from "./state";
import type { Surroundings } from "./surroundings";
import type { TicketAnswer } from "./ticket";

/** What TCP waits at first for a packet that was lost (RFC 6298 §2.1). */
const lost_packet_ms = 1_000;
/** Until a socket is open: TCP, TLS, the upgrade. */
const round_trips = 3;
const margin_ms = 100;
const again_min_ms = 2_000;
/** Two of these and the time for the third line end before a ticket's 30 s do. */
const again_max_ms = 6_000;
/** Where nothing is known of the way: enough for a second's round trip. */
const again_unknown_ms = 4_100;
const dials_max = 3;
const lines_max = 2;

/** What comes of a way in; nothing more once it was given up. */
export interface WayInNews {
  /** A line is tried from now on. */
  dialled(): void;
  hello(ticket: string): object;
  /** Of all that is said, "accepted" comes first. */
  said(text: string, line: Line): void;
  lost(why: Trouble, asked_ms: number): void;
  over(why: Ending): void;
}

/**
 * The way into a session, and the line that it is reached by. A line takes a socket and a ticket,
 * which are asked for at the same time. When it takes long, another is tried beside it or in its
 * place, and whichever lets us in first is kept. Not where the server is known to have its hands
 * full: there it is not the line that takes long.
 */
export class WayIn implements LineNews {
  private readonly lines = new Set<Line>();
  private kept: Line | null = null;
  /** Good for any line, once. */
  private readonly tickets: string[] = [];
  private ticketsAsked = 0;
  private readonly abandonTickets = new AbortController();
  private dials = 0;
  private stopAgain = (): void => undefined;

  constructor(
    private readonly world: Surroundings,
    private readonly news: WayInNews,
    private readonly isServerBusy: boolean,
  ) {
    this.dial();
  }

  get isIn(): boolean {
    return this.kept !== null;
  }

  /** This line has let us in. */
  keep(line: Line): void {
    this.kept = line;
    this.stopAsking();
    for (const other of this.lines) if (other !== line) this.release(other);
  }

  /** Says something on the line that let us in; nowhere before. */
  send(text: string): void {
    this.kept?.send(text);
  }

  abandon(code?: number): void {
    this.stopAsking();
    for (const line of this.lines) this.release(line, code);
  }

  opened(): void {
    this.greet();
  }

  said(line: Line, text: string): void {
    this.news.said(text, line);
  }

  /** What the server asks for goes for all lines; when it is only lost, the others may do. */
  lost(line: Line, why: Trouble): void {
    this.lines.delete(line);
    if (why === "lost" && this.lines.size > 0) return;
    // A server that is full turns away both socket and ticket, and says so to one of them.
    const mayHearMore = !line.isOpen && this.ticketsAsked > 0;
    if (!mayHearMore) this.news.lost(why, 0);
  }

  over(why: Ending): void {
    this.news.over(why);
  }

  /** By then a socket is open, even if one packet was lost. */
  private patience(): number {
    const trip = this.world.roundTrip();
    if (trip === undefined) return again_unknown_ms;
    const wanted = round_trips * trip + lost_packet_ms + margin_ms;
    return Math.min(again_max_ms, Math.max(again_min_ms, wanted));
  }

  private dial(): void {
    this.dials += 1;
    this.news.dialled();
    this.lines.add(new Line(this.world.open(), this, this.world.now));
    if (this.tickets.length === 0) this.askTicket();
    if (this.isServerBusy || this.dials === dials_max) return;
    this.stopAgain = this.world.after(this.patience(), () => this.dialAgain());
  }

  /**
   * A browser opens one socket at a time to a server (RFC 6455 §4.1), so one that is not open yet
   * would have the next wait.
   */
  private dialAgain(): void {
    for (const line of this.lines) {
      if (!line.isOpen || this.lines.size === lines_max) this.release(line);
    }
    this.dial();
  }

  private askTicket(): void {
    const { signal } = this.abandonTickets;
    this.ticketsAsked += 1;
    this.world.ticket(signal).then(
      (answer) => signal.aborted || this.takeTicket(answer),
      () => signal.aborted || this.missTicket(),
    );
  }

  private takeTicket(answer: TicketAnswer): void {
    this.ticketsAsked -= 1;
    if (answer.kind === "refused") return this.news.over(answer.why);
    if (answer.kind === "later") return this.news.lost(answer.why, answer.wait_ms);
    this.tickets.push(answer.ticket);
    return this.lines.size > 0 ? this.greet() : this.news.lost("lost", 0);
  }

  private missTicket(): void {
    this.ticketsAsked -= 1;
    const isGreeted = [...this.lines].some((line) => line.isGreeted);
    if (this.ticketsAsked === 0 && this.tickets.length === 0 && !isGreeted)
      this.news.lost("lost", 0);
  }

  private greet(): void {
    for (const line of this.lines) {
      if (!line.isOpen || line.isGreeted) continue;
      const ticket = this.tickets.shift();
      if (ticket !== undefined) line.greet(this.news.hello(ticket));
    }
  }

  private stopAsking(): void {
    this.stopAgain();
    this.abandonTickets.abort();
  }

  private release(line: Line, code?: number): void {
    this.lines.delete(line);
    line.abandon(code);
  }
}
