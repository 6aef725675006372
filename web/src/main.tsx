import { computed, signal } from "@preact/signals";
import { render } from "preact";
import { Failure } from "./components/failure";
import { need, startLanguage } from "./i18n";
import { followLinks, match, needStyle, place } from "./router";
import type { Page, Params, Route } from "./router";
import { routes } from "./routes";
import { followTheme } from "./theme";

interface Shown {
  page: Page;
  params: Params;
}

const shown = signal<Shown | null>(null);
let asked = 0;

const Loading = () => <div class="loading" role="status" />;
const NotFound = () => <Failure kind="not_found" />;
const Unreachable = () => <Failure kind="unreachable" />;

/** When not even the words arrive: the one sentence that is in the program itself. */
const Wordless = () => <p role="alert">This page could not be loaded. Please reload it.</p>;

/**
 * What the page that is on its way has begun already, and how to give it up should it never be
 * drawn.
 */
let giveUp = (): void => undefined;

async function loadPage({ load }: Route, params: Params, mine: number): Promise<Page> {
  const module = await load();
  if (mine === asked) giveUp = module.prepare?.(params) ?? giveUp;
  return module.default;
}

async function open(path: string, mine: number): Promise<Shown> {
  const found = match(routes, path);
  if (!found) {
    await need("shared");
    return { page: NotFound, params: {} };
  }
  const { route, params } = found;
  const [page] = await Promise.all([
    loadPage(route, params, mine),
    need("shared", ...route.areas),
    ...route.styles.map(needStyle),
  ]);
  return { page, params };
}

async function openFailure(): Promise<Shown> {
  giveUp();
  const page = await need("shared").then(
    () => Unreachable,
    () => Wordless,
  );
  return { page, params: {} };
}

/** Draws the page of the present path; of two that load at once, the one asked for last stays. */
async function follow(path: string): Promise<void> {
  const mine = ++asked;
  giveUp();
  const opened = await open(path, mine).catch(openFailure);
  if (mine === asked) shown.value = opened;
}

const App = () => {
  if (!shown.value) return <Loading />;
  const { page: Current, params } = shown.value;
  return <Current key={JSON.stringify(params)} {...params} />;
};

startLanguage();
followTheme();
followLinks();
// A change of the fragment or the query alone is no new page.
computed(() => place.value.path).subscribe((path) => void follow(path));
const root = document.getElementById("app");
if (root) render(<App />, root);
