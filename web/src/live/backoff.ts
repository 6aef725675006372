const first_ms = 1_000;
const most_ms = 10_000;

/**
 * How long to wait before the next try: anything between 0 and a bound that starts at a second and
 * doubles up to ten ("full jitter"), so that ten thousand people cut off at once do not return at
 * once.
 */
export class Backoff {
  private tries = 0;

  constructor(private readonly random: () => number) {}

  next(): number {
    const bound = Math.min(most_ms, first_ms * 2 ** this.tries);
    this.tries += 1;
    return Math.floor(this.random() * bound);
  }

  /** The other side asked for room: start from the longest wait. */
  slowDown(): void {
    this.tries = Math.max(this.tries, 4);
  }

  reset(): void {
    this.tries = 0;
  }
}
