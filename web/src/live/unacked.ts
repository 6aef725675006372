import { limits } from "../protocol";
import type { Command, Ok, Refusal, Refused, RequestFrame } from "../protocol";

/**
 * What became of a command: its event's seq, or why not. "disconnected": the connection ended for
 * good before.
 */
export type Outcome = { ok: true; seq: number } | { ok: false; reason: Refusal | "disconnected" };

interface Waiting {
  frame: RequestFrame;
  settle: (outcome: Outcome) => void;
  retries: number;
  replaces: string | undefined;
}

const retries_max = 5;
const retry_default_ms = 1_000;

/**
 * The commands that the server has not answered yet, in the order they were given. They outlive a
 * connection: after each resume all of them are sent again with their old keys, and the server does
 * none of them twice. At most `limits.keysKept`, because that is how far back it remembers keys.
 */
export class Unacked {
  private readonly waiting = new Map<number, Waiting>();
  private lastRef = 0;

  constructor(
    private readonly makeKey: () => string,
    private readonly transmit: (frame: RequestFrame) => void,
    private readonly later: (milliseconds: number, what: () => void) => void,
  ) {}

  /**
   * Adds a command and sends it. A command with `replaces` takes the place of those given before
   * under the same name (of ten page turns made while offline only the last is still meant).
   */
  add(command: Command, replaces?: string): Promise<Outcome> {
    if (replaces !== undefined) this.drop(replaces);
    if (this.waiting.size >= limits.keysKept)
      return Promise.resolve({ ok: false, reason: "too_fast" });
    const frame: RequestFrame = { ...command, ref: ++this.lastRef, key: this.makeKey() };
    return new Promise((settle) => {
      this.waiting.set(frame.ref, { frame, settle, retries: 0, replaces });
      this.transmit(frame);
    });
  }

  resend(): void {
    for (const { frame } of this.waiting.values()) this.transmit(frame);
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
    return this.later(retry_after_ms ?? retry_default_ms * one.retries, () => {
      if (this.waiting.has(ref)) this.transmit(one.frame);
    });
  }

  abandon(): void {
    for (const ref of [...this.waiting.keys()])
      this.settle(ref, { ok: false, reason: "disconnected" });
  }

  private drop(name: string): void {
    for (const [ref, one] of this.waiting) {
      if (one.replaces === name) this.settle(ref, { ok: false, reason: "no_change" });
    }
  }

  private settle(ref: number, outcome: Outcome): void {
    const one = this.waiting.get(ref);
    this.waiting.delete(ref);
    one?.settle(outcome);
  }
}
