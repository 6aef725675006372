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

interface Options {
  /** Fetches again this many milliseconds after each answer, as long as the page is in sight. */
  every?: number;
}

type State<T> = Omit<Resource<T>, "reload">;

/** What was fetched before, so that going from page to page shows something at once. */
const seen = new Map<string, State<unknown>>();

export const forgetResources = (): void => seen.clear();

/** Fetches `path` of the API when the component appears or the path changes. */
export function useResource<T>(path: string, { every }: Options = {}): Resource<T> {
  const before = () => (seen.get(path) as State<T> | undefined) ?? nothing;
  const [state, setState] = useState<State<T> & { of: string }>(() => ({ ...before(), of: path }));
  const current = useRef(0);

  async function reload(): Promise<void> {
    const mine = ++current.current;
    const next = await fetchState<T>(path, before());
    if (mine !== current.current) return;
    seen.set(path, next);
    setState({ ...next, of: path });
  }
  useEffect(() => {
    const stop = repeat(reload, every);
    return () => {
      stop();
      ++current.current;
    };
  }, [path, every]);
  return { ...(state.of === path ? state : before()), reload };
}

const nothing = { value: null, failure: null, at: null };

async function fetchState<T>(path: string, before: State<T>): Promise<State<T>> {
  try {
    return { value: await get<T>(path), failure: null, at: new Date() };
  } catch (thrown) {
    if (!(thrown instanceof RestError)) throw thrown;
    return thrown.code === "not_found" ? { ...nothing, failure: thrown } : { ...before, failure: thrown };
  }
}

/** Does it now and then again and again, never twice at once; a hidden page waits until it is seen again. */
function repeat(work: () => Promise<void>, every: number | undefined): () => void {
  let timer = 0;
  let isStopped = false;
  const turn = async () => {
    if (!document.hidden) await work();
    if (every !== undefined && !isStopped) timer = window.setTimeout(() => void turn(), every);
  };
  const seenAgain = () => {
    if (document.hidden || every === undefined) return;
    clearTimeout(timer);
    void turn();
  };
  void turn();
  document.addEventListener("visibilitychange", seenAgain);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seenAgain);
  };
}
