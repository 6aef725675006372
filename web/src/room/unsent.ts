import { signal } from "@preact/signals";
import type { Cupboard } from "../live/shelf";
import { Shelf } from "../live/shelf";
import type { Ending } from "../live/state";
import type { Outcome, Undone } from "../live/unacked";

/** A message of one's own that the server has not shown yet. */
export interface UnsentMessage {
  /** Names it, here and to the server. */
  key: string;
  text: string;
  /** When it was said, by the server's clock. */
  at: number;
  /** Set when it was not done: it then waits for the author to decide. */
  refused?: Undone;
  /** Set when it is saved but its event is still on the way. */
  seq?: number;
}

/** What is needed of a message that is shown. */
export interface Said {
  seq: number;
  at: string;
  text: string;
}

interface World {
  now(): number;
  makeKey(): string;
  cupboard(): Cupboard;
}

/** The two clocks agree to within this. */
const clocks_ms = 10_000;

/**
 * One's own messages that are not shown yet, in the order they were said, each with its state.
 *
 * Those on their way are kept by the connection; those that wait for their author's decision are
 * kept here, both over a reload of the page. Whenever a message is sent again it has its old key.
 */
export class Unsent {
  readonly list = signal<UnsentMessage[]>([]);
  private readonly shelf: Shelf<UnsentMessage>;
  /** The newest event that the page shows. */
  private shownUntil = 0;

  constructor(
    private readonly world: World,
    private readonly send: (text: string, key: string) => Promise<Outcome>,
  ) {
    this.shelf = new Shelf("refused", world.cupboard);
  }

  /** Messages on their way. */
  get count(): number {
    return this.list.value.filter((one) => !one.refused).length;
  }

  /** It is known whose they are: puts what waited before the page was loaded again in its place. */
  open(session: string, person: string): void {
    this.change([...this.shelf.open(session, person), ...this.list.value]);
  }

  say(text: string): void {
    const key = this.world.makeKey();
    void this.follow({ key, text, at: this.world.now() }, this.send(text, key));
  }

  again({ key, text }: UnsentMessage): void {
    this.discard(key);
    void this.follow({ key, text, at: this.world.now() }, this.send(text, key));
  }

  discard(key: string): void {
    this.change(this.list.value.filter((one) => one.key !== key));
  }

  /** Shows the message until its outcome and its event are here. */
  async follow(message: UnsentMessage, coming: Promise<Outcome>): Promise<void> {
    this.change([...this.list.value.filter(({ key }) => key !== message.key), message]);
    const outcome = await coming;
    if (!outcome.ok) return this.set(message.key, { refused: outcome.reason });
    const isShown = outcome.seq <= this.shownUntil;
    return isShown ? this.discard(message.key) : this.set(message.key, { seq: outcome.seq });
  }

  /** These of mine are shown, and everything up to that event: even before the answer is here. */
  shown(mine: Said[], until: number): void {
    this.shownUntil = Math.max(this.shownUntil, until);
    let left = this.list.value.filter(({ seq }) => seq === undefined || seq > until);
    for (const said of mine) {
      const found = left.find((one) => isThis(one, said));
      if (found) left = left.filter((one) => one !== found);
    }
    this.change(left);
  }

  /** The connection is over; what is left is to be read, and kept only if the person may go on. */
  close(why: Ending): void {
    if (why !== "misunderstood" && why !== "replaced") this.shelf.clear();
  }

  private set(key: string, change: Partial<UnsentMessage>): void {
    this.change(this.list.value.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }

  private change(list: UnsentMessage[]): void {
    this.list.value = list;
    this.shelf.put(list.filter((one) => one.refused));
  }
}

/** Whether the server never did it, for certain; all else may have happened without our knowing. */
const isCertain = ({ refused }: UnsentMessage): boolean =>
  refused !== undefined && refused !== "disconnected" && refused !== "outdated";

function isThis(one: UnsentMessage, said: Said): boolean {
  if (one.seq !== undefined) return one.seq === said.seq;
  const isSince = Date.parse(said.at) >= one.at - clocks_ms;
  return isSince && !isCertain(one) && one.text.trim() === said.text;
}
