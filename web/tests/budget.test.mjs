import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = join(root, "node_modules/.cache/budget");
let graph;

before(() => {
  execFileSync(process.execPath, ["build.mjs", dist], { cwd: root });
  graph = JSON.parse(readFileSync(join(dist, "graph.json"), "utf8"));
});
after(() => rmSync(dist, { recursive: true, force: true }));

/** The scripts that come with these sources, each once. */
function scriptsOf(...sources) {
  const files = new Set();
  const add = (file) => {
    if (files.has(file)) return;
    files.add(file);
    graph[file].imports.forEach(add);
  };
  for (const source of sources)
    add(Object.keys(graph).find((file) => graph[file].source === source));
  return [...files];
}

/** Everything the student's room loads: the page, its icon and styles, its scripts and words. */
function student(language) {
  const manifest = readFileSync(join(dist, "manifest.txt"), "utf8").split("\n");
  const named = manifest.map((line) => line.split("\t")[0]);
  const others = named.filter((file) => /^assets\/(icon-.*\.svg|(base|room)-.*\.css)$/.test(file));
  assert.equal(others.length, 3);
  const words = [`messages:${language}/shared`, `messages:${language}/room`];
  return ["index.html", ...others, ...scriptsOf("src/main.tsx", "src/room/room.tsx", ...words)];
}

const gzipped = (files) =>
  files.reduce((bytes, file) => bytes + statSync(join(dist, `${file}.gz`)).size, 0);

for (const language of ["en", "nl"]) {
  test(`everything the student's room loads in ${language} is at most 50 kB, gzipped`, (t) => {
    const bytes = gzipped(student(language));
    t.diagnostic(`${bytes} bytes`);
    assert.ok(bytes <= 50_000, `${bytes} bytes`);
  });
}

test("a student's browser is not sent the lecturer's or the organizer's code", () => {
  const theirs = scriptsOf("src/main.tsx", "src/room/room.tsx");
  for (const source of [
    "src/stage/stage.tsx",
    "src/pages/manage/manage.tsx",
    "src/pages/course.tsx",
  ]) {
    const [entry] = scriptsOf(source);
    assert.ok(!theirs.includes(entry), source);
  }
});

test("the room's scripts are few, and all named in the page", () => {
  const scripts = scriptsOf("src/main.tsx", "src/room/room.tsx");
  const page = readFileSync(join(dist, "index.html"), "utf8");
  assert.ok(scripts.length <= 5, `${scripts.length} scripts`);
  for (const file of scripts) assert.ok(page.includes(`"/${file}"`), file);
});
