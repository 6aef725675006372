import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Area } from "./i18n";

export type Params = Record<string, string>;
export type Page = ComponentType<Params>;

export interface PageModule {
  default: Page;
  /**
   * Called as soon as the page's code is there, while its words and styles are still on the way.
   * Answers how to give up what it began; that does nothing once the page has taken it over.
   */
  prepare?: (params: Params) => () => void;
}

/** One kind of page: its path, its code, and what has to be there before it is drawn. */
export interface Route {
  /** "/c/:course/:session"; a trailing "/*" takes whatever follows as the parameter `rest`. */
  path: string;
  load: () => Promise<PageModule>;
  areas: Area[];
  styles: string[];
}

/** Where the viewer is: path and fragment, both as in the address bar. */
export const place = signal(currentPlace());

function currentPlace() {
  return { path: location.pathname, fragment: location.hash.slice(1), query: location.search };
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece; // a stray "%" typed by hand: look for what it says
  }
}

function paramsOf(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  const params: Params = {};
  for (const [at, part] of wanted.entries()) {
    if (part === "*") return { ...params, rest: given.slice(at).join("/") };
    const piece = given[at];
    if (piece === undefined) return null;
    if (part.startsWith(":")) params[part.slice(1)] = decoded(piece);
    else if (part !== piece) return null;
  }
  return given.length === wanted.length ? params : null;
}

/** The first route that fits the path, with its parameters. */
export function match(routes: Route[], path: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

let turns = 0;

/** Whether the shown page was come to from another one of ours, and not by loading it. */
export const hasTurned = (): boolean => turns > 0;

export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  ++turns;
  place.value = currentPlace();
  if (!replace) scrollTo(0, 0);
}

/**
 * Plain left clicks on links of this site change the page in place; everything else is the
 * browser's.
 */
function takeClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin)
    return;
  if (link.pathname.startsWith("/api/") || link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
}

export function followLinks(): void {
  document.addEventListener("click", takeClick);
  addEventListener("popstate", () => {
    ++turns;
    place.value = currentPlace();
  });
}

const loadedStyles = new Map<string, Promise<void>>();

/** Resolves when the stylesheet counts; a page is not drawn before, so nothing jumps. */
export function needStyle(name: string): Promise<void> {
  const known = loadedStyles.get(name);
  if (known) return known;
  const loading = new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = STYLESHEETS[name] ?? "";
    link.onload = () => resolve();
    link.onerror = () => {
      loadedStyles.delete(name);
      link.remove();
      reject(new Error(`the stylesheet ${name} did not load`));
    };
    document.head.append(link);
  });
  loadedStyles.set(name, loading);
  return loading;
}
