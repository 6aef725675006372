import assert from "node:assert/strict";
import { test } from "node:test";
import "./pages/browser";
import type { Route } from "../src/router";

const { match } = await import("../src/router");
const route = (path: string): Route => ({
  path,
  areas: [],
  styles: [],
  load: () => Promise.reject(new Error()),
});
const routes = ["/", "/c/:course", "/c/:course/manage/*", "/c/:course/:session"].map(route);
const found = (path: string) => {
  const one = match(routes, path);
  return one && [one.route.path, one.params];
};

test("the first route that fits wins, with its parameters", () => {
  assert.deepEqual(found("/"), ["/", {}]);
  assert.deepEqual(found("/c/week"), ["/c/:course", { course: "week" }]);
  assert.deepEqual(found("/c/week/manage"), ["/c/:course/manage/*", { course: "week", rest: "" }]);
  assert.deepEqual(found("/c/week/manage/people/p7"), [
    "/c/:course/manage/*",
    { course: "week", rest: "people/p7" },
  ]);
  assert.deepEqual(found("/c/week/s12"), [
    "/c/:course/:session",
    { course: "week", session: "s12" },
  ]);
});

test("a slash at the end means the same page", () => {
  assert.deepEqual(found("/c/week/"), ["/c/:course", { course: "week" }]);
});

test("a path that no route fits is no page", () => {
  assert.equal(found("/c/week/s12/more"), null);
  assert.equal(found("/elsewhere"), null);
});

test("escapes are read, and a stray per cent sign is only a sign", () => {
  assert.deepEqual(found("/c/a%20b"), ["/c/:course", { course: "a b" }]);
  assert.deepEqual(found("/c/100%"), ["/c/:course", { course: "100%" }]);
});
