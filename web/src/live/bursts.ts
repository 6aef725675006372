/**
 * Takes things one by one and passes them on in order: at once when it is quiet, together when many
 * come, so that a crowd that all says hello costs a phone twenty redraws a second and not hundreds.
 */
export class Bursts<T> {
  private waiting: T[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly pass: (things: T[]) => void,
    private readonly gap_ms = 50,
  ) {}

  add(thing: T): void {
    this.waiting.push(thing);
    if (this.timer === undefined) this.flush();
  }

  /** Passes on what is waiting, and keeps the next ones together for a while. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const things = this.waiting;
    this.waiting = [];
    this.pass(things);
    this.timer = setTimeout(() => this.flush(), this.gap_ms);
  }
}
