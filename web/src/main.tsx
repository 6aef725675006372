import { signal } from "@preact/signals";
import { render } from "preact";
import { Failure } from "./components/failure";
import { need, startLanguage } from "./i18n";
import { followLinks, match, needStyle, place } from "./router";
import type { Page, Params } from "./router";
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

async function open(path: string): Promise<Shown> {
  const found = match(routes, path);
  if (!found) {
    await need("shared");
    return { page: NotFound, params: {} };
  }
  const { route, params } = found;
  const loading = route.load().then((module) => {
    module.prepare?.(params);
    return module;
  });
  const [module] = await Promise.all([
    loading,
    need("shared", ...route.areas),
    ...route.styles.map(needStyle),
  ]);
  return { page: module.default, params };
}

async function openFailure(): Promise<Shown> {
  const page = await need("shared").then(
    () => Unreachable,
    () => Wordless,
  );
  return { page, params: {} };
}

/** Draws the page of the present path; of two that load at once, the one asked for last stays. */
async function follow(path: string): Promise<void> {
  const mine = ++asked;
  const opened = await open(path).catch(openFailure);
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
place.subscribe(({ path }) => void follow(path));
const root = document.getElementById("app");
if (root) render(<App />, root);
