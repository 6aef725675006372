// Writes asyncapi.yaml of the generated folder: the complete document, for tools and people outside.
import { stringify } from "yaml";

export function completeDocument(document) {
  const text = stringify(document, {
    lineWidth: 0,
    blockQuote: "literal",
    aliasDuplicateObjects: false,
  });
  return `# Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.\n${text}`;
}
