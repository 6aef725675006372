import { limits } from "../protocol";

/** What a shelf needs of `sessionStorage`. */
export interface Cupboard {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/**
 * A short list that survives a reload of this tab: of one person in one session, at most
 * `limits.unackedMax` entries. A browser that refuses to keep anything just forgets.
 *
 * A duplicated tab starts with a copy, so what is on a shelf must be harmless when done by two.
 */
export class Shelf<T> {
  private name: string | null = null;

  constructor(
    private readonly kind: string,
    private readonly cupboard: () => Cupboard,
  ) {}

  /** Whose it is, from now on; what others left of this kind in this session is thrown away. */
  open(session: string, person: string): T[] {
    const ours = `aula.${this.kind}.${session}.`;
    this.name = ours + person;
    return this.attempt([], (cupboard) => {
      for (const name of namesIn(cupboard)) {
        if (name.startsWith(ours) && name !== this.name) cupboard.removeItem(name);
      }
      const kept: unknown = JSON.parse(cupboard.getItem(ours + person) ?? "[]");
      return Array.isArray(kept) ? (kept.slice(0, limits.unackedMax) as T[]) : [];
    });
  }

  put(list: T[]): void {
    const { name } = this;
    if (name === null) return;
    this.attempt(undefined, (cupboard) => {
      if (list.length === 0) cupboard.removeItem(name);
      else cupboard.setItem(name, JSON.stringify(list.slice(0, limits.unackedMax)));
    });
  }

  /** Throws everything away, and takes nothing more. */
  clear(): void {
    this.put([]);
    this.name = null;
  }

  private attempt<R>(otherwise: R, what: (cupboard: Cupboard) => R): R {
    try {
      return what(this.cupboard());
    } catch {
      return otherwise; // refused, full, or not what we wrote
    }
  }
}

const namesIn = (cupboard: Cupboard): string[] =>
  Array.from({ length: cupboard.length }, (_, at) => cupboard.key(at) ?? "");
