// Runs tests/**/*.test.{ts,mjs} by Node's own test runner: `npm test`, or `npm test -- fold i18n`
// for some. TypeScript is bundled first, because Node 18 does not read it.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogs } from "./messages.mjs";

const root = fileURLToPath(new URL("./", import.meta.url));
const out = join(root, "node_modules/.cache/tests");
const wanted = process.argv.slice(2);
const tests = readdirSync(join(root, "tests"), { recursive: true })
  .filter((name) => /\.test\.(ts|mjs)$/.test(name))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join(root, "tests", name));
const entryPoints = tests.filter((name) => name.endsWith(".ts"));
const plain = tests.filter((name) => name.endsWith(".mjs"));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints,
  outdir: out,
  outbase: join(root, "tests"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  packages: "external",
  jsx: "automatic",
  jsxImportSource: "preact",
  outExtension: { ".js": ".mjs" },
  define: { WEB_ROOT: JSON.stringify(root), STYLESHEETS: "{}" },
  plugins: [catalogs],
  logLevel: "warning",
});
const built = entryPoints.map((entry) =>
  join(out, relative(join(root, "tests"), entry).replace(/\.ts$/, ".mjs")),
);
const run = spawnSync(process.execPath, ["--test", ...built, ...plain], {
  stdio: "inherit",
  cwd: root,
});
process.exit(run.status ?? 1);
