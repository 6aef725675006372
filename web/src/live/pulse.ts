/**
 * The server says something at least every 10 s; a socket that is silent this long is dead,
 * whatever the browser thinks.
 */
const silence_max_ms = 25_000;
/** From the first packet to being let in, on the worst of lines. */
const opening_max_ms = 15_000;
/**
 * A command is answered, if only by "busy". A socket that still speaks but swallows what it is told
 * is dead one way.
 */
const answer_max_ms = 20_000;
/**
 * After this much silence somebody who looks at the page again does not wait for the rest: a
 * sleeping phone's timers stood still.
 */
const doubtful_after_ms = 15_000;
const opening_doubtful_after_ms = 3_000;

interface Clock {
  now(): number;
  after(milliseconds: number, what: () => void): () => void;
}

/**
 * Feels whether a socket is alive, by what it says and what it owes. `onDead` is called once; no
 * close event is waited for, which can take a browser many minutes.
 */
export class Pulse {
  private heardAt = 0;
  private isOpening = false;
  private readonly owed = new Set<number>();
  private stopSilence = (): void => undefined;
  private stopAnswer = (): void => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onDead: () => void,
  ) {}

  /** A new socket is being opened. */
  start(): void {
    this.stop();
    this.isOpening = true;
    this.heard();
  }

  /** It is open: the server has let us in. */
  opened(): void {
    this.isOpening = false;
    this.heard();
  }

  heard(): void {
    this.heardAt = this.clock.now();
    this.stopSilence();
    const most = this.isOpening ? opening_max_ms : silence_max_ms;
    this.stopSilence = this.clock.after(most, this.onDead);
  }

  /** A command was sent; its answer is owed. */
  asked(ref: number): void {
    this.owed.add(ref);
    if (this.owed.size === 1) this.awaitAnswer();
  }

  answered(ref: number): void {
    if (this.owed.delete(ref)) this.awaitAnswer();
  }

  /** Whether to rather take a new socket, when the person looks; a clock put back is no comfort. */
  isDoubtful(): boolean {
    const silence = Math.abs(this.clock.now() - this.heardAt);
    return silence > (this.isOpening ? opening_doubtful_after_ms : doubtful_after_ms);
  }

  stop(): void {
    this.owed.clear();
    this.stopSilence();
    this.stopAnswer();
  }

  private awaitAnswer(): void {
    this.stopAnswer();
    if (this.owed.size > 0) this.stopAnswer = this.clock.after(answer_max_ms, this.onDead);
  }
}
