const first_ms = 1_000;
const most_ms = 10_000;
const doublings_to_most = 4;
/** Nobody is sent away for longer than this by a header, whatever it says. */
const asked_max_ms = 300_000;

/**
 * How long to wait before the next try: anything between 0 and a bound that starts at a second and
 * doubles up to ten ("full jitter"), so that ten thousand people cut off at once do not return at
 * once. A time that the server asks for comes before that, or all of them would keep to it exactly.
 */
export class Backoff {
  private tries = 0;

  constructor(private readonly random: () => number) {}

  next(asked_ms = 0): number {
    const bound = Math.min(most_ms, first_ms * 2 ** this.tries);
    this.tries += 1;
    return Math.min(asked_ms, asked_max_ms) + Math.floor(this.random() * bound);
  }

  /** The other side asked for room: start from the longest wait. */
  slowDown(): void {
    this.tries = Math.max(this.tries, doublings_to_most);
  }

  reset(): void {
    this.tries = 0;
  }
}
