// Builds the client into dist/: hashed, minified, with a .gz beside everything that shrinks, and manifest.txt, the list
// from which embed.cmake puts the files into the binary (path, content type, "immutable" or "fresh"; one a line).
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { catalogs } from "./messages.mjs";

const root = fileURLToPath(new URL("./", import.meta.url));
const dist = join(root, "dist.new"); // takes the place of dist when it is complete
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

/** Which output file (relative to dist) came from which entry, by the entry's name. */
function outputs(result) {
  const found = Object.entries(result.metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(
    found.map(([file, output]) => [
      basename(output.entryPoint).replace(/\.\w+$/, ""),
      relative(dist, join(root, file)),
    ]),
  );
}

async function buildStyles() {
  const entryPoints = stylesheets.map((name) => join("src/styles", `${name}.css`));
  return outputs(await build({ ...shared, entryPoints }));
}

async function buildScripts(styles) {
  const urls = Object.fromEntries(Object.entries(styles).map(([name, file]) => [name, `/${file}`]));
  const result = await build({
    ...shared,
    entryPoints: ["src/main.tsx"],
    splitting: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { STYLESHEETS: JSON.stringify(urls), "process.env.NODE_ENV": '"production"' },
    plugins: [catalogs],
  });
  const files = outputs(result);
  return { ...files, preloads: preloads(result.metafile, files.main) };
}

function writeIcon() {
  const icon = readFileSync(join(root, "icon.svg"));
  const hash = createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase();
  const file = `assets/icon-${hash}.svg`;
  writeFileSync(join(dist, file), icon);
  return file;
}

/** What main imports at once: named in the page, so that the browser fetches it without reading main first. */
function preloads(metafile, main) {
  const output = metafile.outputs[`dist.new/${main}`];
  return output.imports
    .filter((used) => used.kind === "import-statement")
    .map((used) => `<link rel="modulepreload" href="/${relative("dist.new", used.path)}" />`)
    .join("");
}

function writePage(files) {
  const template = readFileSync(join(root, "index.html"), "utf8");
  const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => files[name]);
  writeFileSync(join(dist, "index.html"), page);
}

/** Writes the .gz files and the manifest. */
function finish() {
  const files = ["index.html", ...readdirSync(join(dist, "assets")).map((name) => `assets/${name}`)];
  const lines = files.map((file) => {
    const body = readFileSync(join(dist, file));
    writeFileSync(join(dist, `${file}.gz`), gzipSync(body, { level: 9 }));
    return [file, types[extname(file)], file.startsWith("assets/") ? "immutable" : "fresh"].join("\t");
  });
  writeFileSync(join(dist, "manifest.txt"), `${lines.join("\n")}\n`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "assets"), { recursive: true });
const styles = await buildStyles();
const scripts = await buildScripts(styles);
writePage({ ...styles, ...scripts, icon: writeIcon() });
finish();

const shown = join(root, "dist");
rmSync(shown, { recursive: true, force: true });
renameSync(dist, shown);
