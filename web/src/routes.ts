import type { Route } from "./router";

/**
 * Every page there is; the first that fits wins. The room is one page for all: it shows itself by
 * the viewer's role.
 */
export const routes: Route[] = [
  { path: "/", load: () => import("./pages/home"), areas: ["home", "course"], styles: ["pages"] },
  { path: "/join", load: () => import("./pages/join"), areas: ["join"], styles: ["pages"] },
  {
    path: "/c/:course",
    load: () => import("./pages/course"),
    areas: ["course"],
    styles: ["pages"],
  },
  {
    path: "/c/:course/manage/*",
    load: () => import("./pages/manage/manage"),
    areas: ["course", "manage"],
    styles: ["pages", "manage"],
  },
  {
    path: "/c/:course/:session",
    load: () => import("./room/room"),
    areas: ["room"],
    styles: ["room"],
  },
];
