// Writes everything that is derived from the contract: the C++ and TypeScript of the live protocol and the two
// reference pages. `--check` writes nothing, names what is stale and exits 1.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readContract } from "./generate/contract.mjs";
import { codecHeader, codecSource } from "./generate/codec.mjs";
import { messagesHeader, messagesSource } from "./generate/messages_cpp.mjs";
import { completeDocument } from "./generate/document.mjs";
import { messagesTypeScript } from "./generate/messages_ts.mjs";
import { protocolPage } from "./generate/protocol_page.mjs";
import { restPage } from "./generate/rest_page.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const contract = readContract(join(here, "asyncapi.yaml"));
const read = (name) => readFileSync(join(here, "generate", name), "utf8");

const outputs = {
  "generated/messages.hpp": messagesHeader(contract),
  "generated/messages.cpp": messagesSource(contract),
  "generated/codec.hpp": codecHeader(contract),
  "generated/codec.cpp": codecSource(
    contract,
    read("codec_prelude.cpp"),
    read("codec_decoders.cpp"),
  ),
  "generated/messages.ts": messagesTypeScript(contract),
  "generated/asyncapi.yaml": completeDocument(contract.document),
  "../docs/protocol.md": protocolPage(contract),
  "../docs/rest.md": restPage(join(here, "openapi.yaml")),
};

const current = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

const stale = Object.entries(outputs).filter(([name, text]) => current(join(here, name)) !== text);
if (process.argv.includes("--check")) {
  for (const [name] of stale)
    console.error(`stale: ${relative(join(here, ".."), join(here, name))}`);
  if (stale.length > 0)
    console.error("Run `node protocol/generate.mjs` and commit what it writes.");
  process.exit(stale.length > 0 ? 1 : 0);
}
for (const [name, text] of stale) {
  mkdirSync(dirname(join(here, name)), { recursive: true });
  writeFileSync(join(here, name), text);
  console.log(`wrote ${relative(join(here, ".."), join(here, name))}`);
}
