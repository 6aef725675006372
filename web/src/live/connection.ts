import { isStaff } from "../protocol";
import type { Accepted, Command, Event, Ok, Refused, ServerMessage } from "../protocol";
import { Backoff } from "./backoff";
import type { DeviceNews } from "./device";
import type { Line } from "./line";
import { Pulse } from "./pulse";
import { Shelf } from "./shelf";
import { isServers } from "./state";
import type { ConnectionState, Ending, Trouble } from "./state";
import type { Listener, Manner, Surroundings } from "./surroundings";
import { Unacked } from "./unacked";
import type { Given, Outcome } from "./unacked";
import { WayIn } from "./way_in";
import type { WayInNews } from "./way_in";

/**
 * A connection that has lasted this long was a good one: the next loss starts the back-off anew.
 */
const good_after_ms = 10_000;
/** A server that said that it restarts is believed to for so long. */
const restart_max_ms = 60_000;
/**
 * Says that the person has left; a socket that is only given up is closed without it, and the grace
 * time runs.
 */
const code_left = 1000;

/**
 * The road to one session that stays open: a ticket, a socket, a hello; after a loss the same again
 * with `since`, until the server says not to. Passes on every event exactly once and in order, and
 * keeps commands until they are answered, over a reload of the page too.
 */
export class Connection implements DeviceNews, WayInNews {
  private way: WayIn | null = null;
  private since: number | undefined;
  /** As which of the two kinds of viewer the events up to `since` were seen. */
  private wasStaff: boolean | undefined;
  /** A welcome is due: `since` is nothing to go on from. */
  private isStale = false;
  private person: string | undefined;
  private bytes = 0;
  private trouble: Trouble | null = null;
  private restartUntil = 0;
  private readonly backoff: Backoff;
  private readonly pulse: Pulse;
  private readonly shelf: Shelf<Given>;
  private readonly unacked: Unacked;
  private state: ConnectionState = { kind: "idle" };
  private stopRetry = (): void => undefined;
  private stopGood = (): void => undefined;

  constructor(
    private readonly session: string,
    private readonly world: Surroundings,
    private readonly listener: Listener,
  ) {
    this.backoff = new Backoff(world.random);
    this.pulse = new Pulse(world, () => this.comeBack("lost"));
    this.shelf = new Shelf("unacked", world.cupboard);
    this.unacked = new Unacked({
      now: world.now,
      after: world.after,
      keep: (given) => this.shelf.put(given),
      transmit: (frame) => {
        if (!this.way?.isIn) return;
        this.pulse.asked(frame.ref);
        this.transmit(frame);
      },
    });
  }

  /** Connects, at once also while it waits. */
  start(): void {
    if (this.state.kind === "idle" || this.state.kind === "waiting") this.connect();
  }

  /** Leaves for good. */
  stop(): void {
    this.end("left");
  }

  /**
   * Whose connection it is, which may be known before the server lets them in: takes up what this
   * page had not been answered when it was loaded again.
   */
  meet(person: string): void {
    if (this.person !== undefined || this.state.kind === "closed") return;
    this.person = person;
    const left = this.shelf.open(this.session, person);
    const outcomes = this.unacked.restore(left);
    for (const [at, outcome] of outcomes.entries()) {
      const given = left[at];
      if (given) this.listener.restored(given, outcome);
    }
  }

  /** Has the server do something; resolves with its answer, however many connections that takes. */
  send(command: Command, { replaces, key = this.world.makeKey() }: Manner = {}): Promise<Outcome> {
    if (this.state.kind === "closed") return Promise.resolve({ ok: false, reason: "disconnected" });
    return this.unacked.add({ command, key, replaces, at: this.world.now() });
  }

  /** Does not wait for the silence to prove it. */
  networkLost(): void {
    if (this.way) return this.comeBack("offline");
    if (this.state.kind !== "waiting") return undefined;
    this.trouble = "offline";
    return this.change({ ...this.state, why: "offline" });
  }

  /** Does not sit out the waiting. */
  lookAgain(): void {
    if (this.way && this.pulse.isDoubtful()) this.comeBack("lost");
    if (this.state.kind === "waiting") this.connect();
  }

  sleep(): void {
    if (this.way) this.comeBack("lost");
    this.stopRetry();
  }

  wake(): void {
    if (this.way) this.comeBack("lost");
    this.start();
  }

  private connect(): void {
    this.stopRetry();
    this.change({ kind: "connecting", after: this.trouble });
    this.way = new WayIn(this.world, this, isServers(this.trouble));
  }

  /** Whoever is so far away that the first line only needed longer gets all the time on the second. */
  dialled(): void {
    this.pulse.start();
  }

  hello(ticket: string): object {
    const since = this.since === undefined || this.isStale ? {} : { since: this.since };
    const hello = { type: "hello", ticket, session: this.session, ...since };
    this.count(JSON.stringify(hello));
    return hello;
  }

  private transmit(message: object): void {
    const text = JSON.stringify(message);
    this.count(text);
    this.way?.send(text);
  }

  said(text: string, line: Line): void {
    this.count(text);
    this.pulse.heard();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "accepted":
        return this.accept(message, line);
      case "welcome":
        this.since = message.seq;
        this.isStale = false;
        return this.listener.welcome(message);
      case "ok":
        this.pulse.answered(message.ref);
        return this.unacked.done(message satisfies Ok);
      case "refused":
        this.pulse.answered(message.ref);
        return this.unacked.refused(message satisfies Refused);
      case "head_count":
        return this.listener.signal(message);
      default:
        return this.takeEvent(message);
    }
  }

  private accept(reply: Accepted, line: Line): void {
    const { id } = reply.you;
    if (this.person !== undefined && id !== this.person) return this.end("somebody_else");
    this.restartUntil = 0; // whoever lets us in has restarted
    this.notePosition(reply);
    const wasIn = this.way?.isIn;
    this.way?.keep(line);
    this.trouble = null;
    this.pulse.opened();
    this.stopGood();
    this.stopGood = this.world.after(good_after_ms, () => this.backoff.reset());
    this.listener.accepted(reply);
    this.change({ kind: "live" });
    this.meet(id);
    // Welcomed again after a change of role: what is waiting for an answer is on its way already.
    if (!wasIn) this.unacked.resend();
  }

  /**
   * What an attendee has seen lacks what staff see, and a welcome that is on its way can be lost:
   * until it is here, the next hello must not claim that all before is known.
   */
  private notePosition({ resumed, you }: Accepted): void {
    const asStaff = isStaff(you.role);
    const isOther = this.wasStaff !== undefined && this.wasStaff !== asStaff;
    if (!resumed || isOther) this.isStale = true;
    this.wasStaff = asStaff;
  }

  /**
   * In order, once: one that we have is dropped, one that skips something visible means that we
   * missed it.
   */
  private takeEvent(event: Event): void {
    if (typeof event.seq !== "number") return; // a signal of a newer server
    const last = this.since ?? 0;
    if (event.seq <= last) return;
    if (event.prev > last) return this.comeBack("lost");
    this.since = event.seq;
    this.listener.event(event);
  }

  lost(why: Trouble, asked_ms: number): void {
    this.comeBack(why, asked_ms);
  }

  over(why: Ending): void {
    this.end(why);
  }

  private comeBack(why: Trouble, asked_ms = 0): void {
    this.abandonWay();
    if (why === "overloaded" || why === "unwell") this.backoff.slowDown();
    const wait = this.backoff.next(asked_ms);
    this.trouble = this.named(why);
    this.change({ kind: "waiting", until: this.world.now() + wait, why: this.trouble });
    this.stopRetry = this.world.after(wait, () => this.connect());
  }

  /** The trouble as the person is told it: what is known says more than that nothing is heard. */
  private named(why: Trouble): Trouble {
    if (why === "restarting") this.restartUntil = this.world.now() + restart_max_ms;
    if (why !== "lost") return why;
    if (!this.world.isOnline()) return "offline";
    return this.world.now() < this.restartUntil ? "restarting" : "lost";
  }

  private end(why: Ending): void {
    this.stopRetry();
    this.abandonWay(code_left);
    this.change({ kind: "closed", why });
    this.unacked.abandon();
    this.shelf.clear();
  }

  private abandonWay(code?: number): void {
    const way = this.way;
    this.way = null;
    this.pulse.stop();
    this.stopGood();
    way?.abandon(code);
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
