import { useEffect, useRef, useState } from "preact/hooks";
import { RestError, get } from "../rest";

/** Something fetched for a page. A failed refresh keeps the value that was there and says so in `failure`. */
export interface Resource<T> {
  value: T | null;
  failure: RestError | null;
  /** When `value` arrived. */
  at: Date | null;
  /** Fetches again; resolves when the answer is drawn, whatever it is. */
  reload: () => Promise<void>;
}

/** How many milliseconds after an answer to fetch again, as long as the page is in sight. */
export type Pause<T> = (value: T | null) => number;

type State<T> = Omit<Resource<T>, "reload">;
const nothing = { value: null, failure: null, at: null };

/** What was fetched before, so that going from page to page shows something at once. */
const seen = new Map<string, State<unknown>>();

export const forgetResources = (): void => seen.clear();

/** Fetches `path` of the API when the component appears or the path changes; with a pause, again and again. */
export function useResource<T>(path: string, pause?: Pause<T>): Resource<T> {
  const before = () => (seen.get(path) as State<T> | undefined) ?? nothing;
  const [state, setState] = useState<State<T> & { of: string }>(() => ({ ...before(), of: path }));
  const turn = useRef(() => Promise.resolve());

  useEffect(() => {
    const turns = repeat({
      fetch: () => fetchState<T>(path, before()),
      show(next) {
        seen.set(path, next);
        setState({ ...next, of: path });
      },
      pause: pause && (() => pause(before().value)),
    });
    turn.current = turns.turn;
    return turns.stop;
  }, [path]);
  const { of, ...shown } = state;
  return { ...(of === path ? shown : before()), reload: () => turn.current() };
}

async function fetchState<T>(path: string, before: State<T>): Promise<State<T>> {
  try {
    return { value: await get<T>(path), failure: null, at: new Date() };
  } catch (thrown) {
    if (!(thrown instanceof RestError)) throw thrown;
    return { ...(thrown.code === "not_found" ? nothing : before), failure: thrown };
  }
}

interface Repeated<S> {
  fetch: () => Promise<S>;
  show: (state: S) => void;
  pause: (() => number) | undefined;
}

/**
 * Fetches and shows now, on every call of `turn`, and after each pause. Of two that overlap the later one counts; a
 * hidden page waits until it is seen again.
 */
function repeat<S>({ fetch, show, pause }: Repeated<S>): {
  turn: () => Promise<void>;
  stop: () => void;
} {
  let timer = 0;
  let latest = 0;
  const turn = async () => {
    clearTimeout(timer);
    const mine = ++latest;
    const state = await fetch();
    if (mine !== latest) return;
    show(state);
    if (pause) timer = window.setTimeout(turnIfSeen, pause());
  };
  const turnIfSeen = () => {
    if (!document.hidden) void turn();
  };
  void turn();
  if (pause) document.addEventListener("visibilitychange", turnIfSeen);
  const stop = () => {
    ++latest;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", turnIfSeen);
  };
  return { turn, stop };
}
