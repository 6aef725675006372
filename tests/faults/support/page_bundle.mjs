// page.mjs as one file that Node reads.
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../../web/", import.meta.url));

/** Builds it into this folder; answers where it is. */
export async function bundle_page(folder) {
  const { build } = createRequire(join(web, "package.json"))("esbuild");
  const outfile = join(folder, "page.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("page.mjs", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    nodePaths: [join(web, "node_modules")],
    // ws is CommonJS and asks for Node's modules as such.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "warning",
  });
  return outfile;
}
