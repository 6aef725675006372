// Builds the client into dist/: hashed, minified, with a .gz beside everything that shrinks, and
// manifest.txt, the list from which embed.cmake puts the files into the binary (path, content
// type, "immutable" or "fresh"; one a line). `node build.mjs FOLDER` builds into another folder;
// graph.json beside it says which file loads which. notices.txt has the licences of the packages
// that are bundled, for server/licenses/licenses.cmake.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { catalogs } from "./messages.mjs";

const root = fileURLToPath(new URL("./", import.meta.url));
const shown = resolve(root, process.argv[2] ?? "dist");
const dist = `${shown}.new`; // takes the place of `shown` when it is complete
const stylesheets = ["base", "room", "stage", "pages", "manage"];
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  outdir: dist,
  entryNames: "assets/[name]-[hash]",
  chunkNames: "assets/[name]-[hash]",
  target: ["chrome96", "firefox102", "safari15.4"],
  logLevel: "warning",
  legalComments: "none",
  absWorkingDir: root,
};

/** The name of an output relative to dist. */
const nameOf = (file) => relative(dist, join(root, file));

async function buildStyles() {
  const entryPoints = stylesheets.map((name) => join("src/styles", `${name}.css`));
  const { metafile } = await build({ ...shared, entryPoints });
  const files = Object.entries(metafile.outputs);
  return Object.fromEntries(
    files.map(([file, { entryPoint }]) => [basename(entryPoint, ".css"), nameOf(file)]),
  );
}

async function buildScripts(styles) {
  const urls = Object.fromEntries(Object.entries(styles).map(([name, file]) => [name, `/${file}`]));
  const result = await build({
    ...shared,
    entryPoints: ["src/main.tsx"],
    splitting: true,
    inject: ["src/core.ts"],
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { STYLESHEETS: JSON.stringify(urls), "process.env.NODE_ENV": '"production"' },
    plugins: [catalogs],
  });
  writeFileSync(join(dist, "notices.txt"), noticesOf(result.metafile));
  const graph = graphOf(result.metafile);
  writeFileSync(join(dist, "graph.json"), JSON.stringify(graph));
  const fileOf = (source) => Object.keys(graph).find((file) => graph[file].source === source);
  const main = fileOf("src/main.tsx");
  return { main, preloads: preloads(graph, main, fileOf("src/room/room.tsx")) };
}

/** The folders of the npm packages that the bundle holds anything of. */
function packagesOf(metafile) {
  const found = Object.keys(metafile.inputs).map(
    (file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0],
  );
  return [...new Set(found.filter(Boolean))].sort();
}

/** Their licences, word by word, each under its name. */
function noticesOf(metafile) {
  const rule = "=".repeat(80);
  return packagesOf(metafile)
    .map((folder) => {
      const { name, version } = JSON.parse(
        readFileSync(join(root, folder, "package.json"), "utf8"),
      );
      const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
      if (!file) throw new Error(`${name} is bundled, but has no file with its licence`);
      const text = readFileSync(join(root, folder, file), "utf8");
      return `\n${rule}\n${name} ${version}\n${rule}\n\n${text.trimEnd()}\n`;
    })
    .join("");
}

function writeIcon() {
  const icon = readFileSync(join(root, "icon.svg"));
  const hash = createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase();
  const file = `assets/icon-${hash}.svg`;
  writeFileSync(join(dist, file), icon);
  return file;
}

/**
 * What main imports, and the room, where nearly every visit ends: named in the page, so that the
 * browser fetches all of it side by side instead of finding one behind the other.
 */
function preloads(graph, main, room) {
  const files = new Set([...graph[main].imports, room, ...graph[room].imports]);
  return [...files].map((file) => `<link rel="modulepreload" href="/${file}" />`).join("");
}

/**
 * For each script: its source (of an entry or an on-demand part), what it imports, what it may load
 * later.
 */
function graphOf(metafile) {
  const used = (output, kind) =>
    output.imports.filter((one) => one.kind === kind).map((one) => nameOf(one.path));
  return Object.fromEntries(
    Object.entries(metafile.outputs).map(([file, output]) => [
      nameOf(file),
      {
        source: output.entryPoint ?? null,
        imports: used(output, "import-statement"),
        later: used(output, "dynamic-import"),
      },
    ]),
  );
}

function writePage(files) {
  const template = readFileSync(join(root, "index.html"), "utf8");
  const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => files[name]);
  writeFileSync(join(dist, "index.html"), page);
}

/** Writes the .gz files and the manifest. */
function finish() {
  const files = [
    "index.html",
    ...readdirSync(join(dist, "assets")).map((name) => `assets/${name}`),
  ];
  const lines = files.map((file) => {
    const body = readFileSync(join(dist, file));
    writeFileSync(join(dist, `${file}.gz`), gzipSync(body, { level: 9 }));
    return [file, types[extname(file)], file.startsWith("assets/") ? "immutable" : "fresh"].join(
      "\t",
    );
  });
  writeFileSync(join(dist, "manifest.txt"), `${lines.join("\n")}\n`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "assets"), { recursive: true });
const styles = await buildStyles();
const scripts = await buildScripts(styles);
writePage({ ...styles, ...scripts, icon: writeIcon() });
finish();

rmSync(shown, { recursive: true, force: true });
renameSync(dist, shown);
