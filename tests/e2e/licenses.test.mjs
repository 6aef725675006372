// Everything that the program contains or is linked to is named, with its notice, by `aula licenses` and at /licenses.txt.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { before, test } from "node:test";
import { catalogs } from "../../web/messages.mjs";
import { launch, person } from "./support/browser.mjs";
import { Aula } from "./support/server.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = process.env.AULA_BINARY ?? join(root, "build/release/aula");
const read = (path) => readFileSync(join(root, path), "utf8");
const words = (text) => text.trim().split(/\s+/).filter(Boolean);

/** What only the tests are compiled with. */
const tests_only = { cmake: ["doctest"], packages: ["doctest-dev"] };

const listed = read("server/licenses/list.txt")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split("|"))
  .map(([file, name, cmake, packages, libraries]) => ({
    file: file.trim(),
    name: name.trim(),
    cmake: words(cmake),
    packages: words(packages),
    libraries: words(libraries),
  }));
const all = (column) => listed.flatMap((one) => one[column]);
const missing = (wanted, known) => [...new Set(wanted)].filter((name) => !known.includes(name));

let text;
before(() => {
  text = execFileSync(binary, ["licenses"], { cwd: "/", env: {}, encoding: "utf8", maxBuffer: 1 << 24 });
});

test("Aula's own licence comes first, and every listed notice follows word by word under its name", () => {
  assert.ok(text.startsWith(`Aula\n\n${read("LICENSE")}`));
  for (const { file, name } of listed) {
    const notice = read(`server/licenses/${file}.txt`);
    assert.ok(notice.trim().length > 200, file);
    assert.ok(text.includes(`\n${"=".repeat(80)}\n${name}\n${"=".repeat(80)}\n\n${notice}`), name);
  }
});

test("each library that CMake looks for or links is listed", () => {
  const cmake = read("CMakeLists.txt").replaceAll(/#.*$/gm, "");
  const packages = [...cmake.matchAll(/find_package\(\s*(\w+)/g)].map(([, name]) => name);
  const libraries = [...cmake.matchAll(/find_library\(\s*\w+\s+(?:NAMES\s+)?([\w-]+)/g)].map(([, name]) => name);
  const targets = [...cmake.matchAll(/\b(\w+)::[\w-]+/g)].map(([, name]) => name);
  assert.ok(packages.length > 5 && libraries.length > 0 && targets.length > 5, "they are found in the file");
  const wanted = [...packages, ...libraries, ...targets];
  assert.deepEqual(missing(wanted, [...all("cmake"), ...tests_only.cmake]), []);
});

test("each development package that building needs is listed", () => {
  const [, run] = read("scripts/packages").split(/^# run:.*$/m);
  const wanted = words(run.split(/^# \w+:/m)[0]).filter((name) => name.endsWith("-dev"));
  assert.ok(wanted.length > 5, "they are found in the file");
  assert.deepEqual(missing(wanted, [...all("packages"), ...tests_only.packages]), []);
});

test("each shared library that the program asks for is listed", () => {
  const dynamic = execFileSync("readelf", ["-d", binary], { encoding: "utf8" });
  const needed = [...dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name);
  assert.ok(
    needed.some((name) => name.startsWith("libc.so")),
    "they are found in the program",
  );
  const isListed = (name) => all("libraries").some((known) => name.startsWith(known));
  assert.deepEqual(
    needed.filter((name) => !isListed(name)),
    [],
  );
});

/** The npm packages that esbuild puts into the client, by its own account. */
async function bundled() {
  const { build } = createRequire(join(root, "web/package.json"))("esbuild");
  const { metafile } = await build({
    absWorkingDir: join(root, "web"),
    entryPoints: ["src/main.tsx"],
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: "nowhere",
    write: false,
    metafile: true,
    inject: ["src/core.ts"],
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { STYLESHEETS: "{}" },
    plugins: [catalogs],
  });
  const folders = Object.keys(metafile.inputs).map((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter(Boolean))];
}

test("each npm package in the client is named, with its licence word by word", async () => {
  const folders = await bundled();
  const direct = Object.keys(JSON.parse(read("web/package.json")).dependencies);
  assert.deepEqual(
    missing(
      direct.map((name) => `node_modules/${name}`),
      folders,
    ),
    [],
    "esbuild names them",
  );
  for (const folder of folders) {
    const { name, version } = JSON.parse(read(`web/${folder}/package.json`));
    const notice = read(`web/${folder}/LICENSE`).trimEnd();
    assert.ok(text.includes(`\n${name} ${version}\n${"=".repeat(80)}\n\n${notice}\n`), name);
  }
});

test("the client ships code, styles and its own icon: no font and no picture of others", () => {
  const files = read("web/dist/manifest.txt")
    .trim()
    .split("\n")
    .map((line) => line.split("\t")[0]);
  const others = files.filter((file) => !/\.(html|js|css)$/.test(file));
  assert.equal(others.length, 1, others.join(" "));
  assert.equal(read(`web/dist/${others[0]}`), read("web/icon.svg"));
  for (const file of files.filter((one) => one.endsWith(".css"))) {
    assert.doesNotMatch(read(`web/dist/${file}`), /@font-face|url\(/, file);
  }
});

test("a browser finds the same text behind the link at the foot of the pages", async () => {
  const aula = await Aula.start({ decks: [] });
  const browser = await launch();
  try {
    const answer = await fetch(`${aula.url}/licenses.txt`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(await answer.text(), text);
    const page = await person(browser, aula);
    await page.goto("/");
    const link = page.getByRole("contentinfo").getByRole("link", { name: "Licences" });
    assert.equal(await link.getAttribute("href"), "/licenses.txt");
    const opened = page.context().waitForEvent("page");
    await link.click();
    await (await opened).getByText("Preact", { exact: false }).first().waitFor();
    assert.deepEqual(page.complaints, []);
  } finally {
    await browser.close();
    await aula.stop();
  }
});
