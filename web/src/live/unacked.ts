import { limits } from "../protocol";
import type { Command, Ok, Refusal, Refused, RequestFrame } from "../protocol";

/** Not the server's reasons: the connection ended for good, or the wish is too old to be meant. */
export type Undone = Refusal | "disconnected" | "outdated";

/** What became of a command: its event's seq, or why not. */
export type Outcome = { ok: true; seq: number } | { ok: false; reason: Undone };

/** A command with what it needs to be given again after a reload. */
export interface Given {
  command: Command;
  /** The same whenever it is sent again, so that the server does it once. */
  key: string;
  /** Takes the place of those given before under the same name. */
  replaces?: string | undefined;
  /** When it was given, by this device's clock. */
  at: number;
}

interface Waiting extends Given {
  ref: number;
  retries: number;
  settle: (outcome: Outcome) => void;
}

const retries_max = 5;
const retry_default_ms = 1_000;
/** What was said is still meant after a while; a page turn or a break of then is not. */
const message_fresh_ms = 10 * 60_000;
const wish_fresh_ms = 60_000;

interface World {
  now(): number;
  after(milliseconds: number, what: () => void): () => void;
  /** Sends it if that is possible now. */
  transmit(frame: RequestFrame): void;
  /** Keeps what would have to be given again after a reload. */
  keep(given: Given[]): void;
}

/**
 * The commands that the server has not answered yet, in the order they were given. They outlive a
 * connection, and a reload of the page: after each resume all of them are sent again with their old
 * keys, and the server does none of them twice. At most `limits.unackedMax`, so that a few devices
 * of one person stay within the keys that it remembers.
 */
export class Unacked {
  private waiting = new Map<number, Waiting>();
  private lastRef = 0;

  constructor(private readonly world: World) {}

  /**
   * Adds a command and sends it. With `replaces`, of ten page turns made while offline only the
   * last is still meant.
   */
  add(given: Given): Promise<Outcome> {
    if (given.replaces !== undefined) this.drop(given.replaces);
    if (this.waiting.size >= limits.unackedMax)
      return Promise.resolve({ ok: false, reason: "too_fast" });
    const outcome = this.wait(given);
    this.keep();
    const added = this.waiting.get(this.lastRef);
    if (added) this.transmit(added);
    return outcome;
  }

  /** Puts what an earlier life of this page left before everything else; `resend` then sends it. */
  restore(left: Given[]): Promise<Outcome>[] {
    const given = this.waiting;
    this.waiting = new Map();
    const outcomes = left.map((one) => this.wait(one));
    this.waiting = new Map([...this.waiting, ...given]);
    return outcomes;
  }

  resend(): void {
    for (const one of this.waiting.values()) {
      if (this.isOutdated(one)) this.settle(one.ref, { ok: false, reason: "outdated" });
      else this.transmit(one);
    }
  }

  done({ ref, seq }: Ok): void {
    this.settle(ref, { ok: true, seq });
  }

  /**
   * "Too fast" and "busy" pass by themselves, so these are tried again; every other refusal is the
   * answer.
   */
  refused({ ref, reason, retry_after_ms }: Refused): void {
    const one = this.waiting.get(ref);
    const mayPass = reason === "too_fast" || reason === "busy";
    if (!one || !mayPass || one.retries >= retries_max)
      return this.settle(ref, { ok: false, reason });
    one.retries += 1;
    this.world.after(retry_after_ms ?? retry_default_ms * one.retries, () => {
      if (this.waiting.has(ref)) this.transmit(one);
    });
  }

  abandon(): void {
    for (const ref of [...this.waiting.keys()])
      this.settle(ref, { ok: false, reason: "disconnected" });
  }

  private wait(given: Given): Promise<Outcome> {
    const ref = ++this.lastRef;
    return new Promise((settle) => this.waiting.set(ref, { ...given, ref, retries: 0, settle }));
  }

  private transmit({ command, ref, key }: Waiting): void {
    this.world.transmit({ ...command, ref, key });
  }

  private isOutdated({ command, at }: Given): boolean {
    const fresh = command.type === "post_chat" ? message_fresh_ms : wish_fresh_ms;
    return this.world.now() - at > fresh;
  }

  private drop(name: string): void {
    for (const [ref, one] of this.waiting) {
      if (one.replaces === name) this.settle(ref, { ok: false, reason: "no_change" });
    }
  }

  private settle(ref: number, outcome: Outcome): void {
    const one = this.waiting.get(ref);
    if (!this.waiting.delete(ref)) return;
    this.keep();
    one?.settle(outcome);
  }

  private keep(): void {
    const given = [...this.waiting.values()];
    this.world.keep(
      given.map(({ command, key, replaces, at }) => ({ command, key, replaces, at })),
    );
  }
}
