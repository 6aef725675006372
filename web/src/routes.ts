import type { Route } from "./router";

/** Every page there is; the first that fits wins. The room is one page for all: it shows itself by the viewer's role. */
export const routes: Route[] = [
  { path: "/c/:course/:session", load: () => import("./room/room"), areas: ["room"], styles: ["room"] },
];
