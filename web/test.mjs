// Bundles tests/**/*.test.ts and runs them by Node's own test runner: `npm test`, or `npm test -- fold i18n` for some.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogs } from "./messages.mjs";

const root = fileURLToPath(new URL("./", import.meta.url));
const out = join(root, "node_modules/.cache/tests");
const wanted = process.argv.slice(2);
const entryPoints = readdirSync(join(root, "tests"), { recursive: true })
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join(root, "tests", name));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints,
  outdir: out,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  packages: "external",
  jsx: "automatic",
  jsxImportSource: "preact",
  outExtension: { ".js": ".mjs" },
  define: { WEB_ROOT: JSON.stringify(root), STYLESHEETS: "{}" },
  external: ["*.mjs"],
  plugins: [catalogs],
  logLevel: "warning",
});
const built = entryPoints.map((entry) => join(out, `${basename(entry, ".ts")}.mjs`));
const run = spawnSync(process.execPath, ["--test", ...built], { stdio: "inherit", cwd: root });
process.exit(run.status ?? 1);
