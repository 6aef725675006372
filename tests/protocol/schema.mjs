// A checker for the part of JSON Schema that the contracts use; a keyword it does not know is an error, so that no rule
// of a contract goes unchecked.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const { parse } = createRequire(`${root}protocol/package.json`)("yaml");

/** The contract file as an object. */
export const readContract = (name) => parse(readFileSync(`${root}protocol/${name}`, "utf8"));

const ignored = new Set([
  "$ref",
  "description",
  "title",
  "default",
  "required",
  "properties",
  "additionalProperties",
  "example",
  "examples",
]);

const kinds = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const rules = {
  type: (type, value) => [type].flat().some((each) => kinds[each](value)),
  const: (expected, value) => value === expected,
  enum: (values, value) => values.includes(value),
  pattern: (pattern, value) => new RegExp(pattern, "u").test(value),
  minLength: (least, value) => [...value].length >= least,
  maxLength: (most, value) => [...value].length <= most,
  minimum: (least, value) => value >= least,
  maximum: (most, value) => value <= most,
  minItems: (least, value) => value.length >= least,
  maxItems: (most, value) => value.length <= most,
  format: (format, value) => format !== "date-time" || (instant.test(value) && !Number.isNaN(Date.parse(value))),
};

/** Every way in which `value` breaks `schema`; `file` resolves references. */
export function faults(schema, value, file, path = "$") {
  if (schema.$ref) {
    const target = schema.$ref
      .slice(2)
      .split("/")
      .reduce((at, key) => at?.[key], file);
    return target ? faults(target, value, file, path) : [`${path}: ${schema.$ref} does not exist`];
  }
  const found = [];
  for (const [keyword, rule] of Object.entries(schema)) {
    if (ignored.has(keyword) || keyword.startsWith("x-")) continue;
    if (keyword === "items")
      found.push(
        ...(Array.isArray(value) ? value : []).flatMap((each, at) => faults(rule, each, file, `${path}[${at}]`)),
      );
    else if (keyword === "oneOf")
      found.push(
        ...(rule.filter((each) => faults(each, value, file).length === 0).length === 1
          ? []
          : [`${path}: not exactly one of its shapes`]),
      );
    else if (!rules[keyword]) found.push(`${path}: no rule for ${keyword}`);
    else if (!rules[keyword](rule, value)) found.push(`${path}: breaks ${keyword} ${JSON.stringify(rule)}`);
  }
  if (schema.properties && kinds.object(value)) found.push(...objectFaults(schema, value, file, path));
  return found;
}

function objectFaults(schema, value, file, path) {
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${path}: ${name} is missing`);
  const present = Object.entries(value).flatMap(([name, each]) => {
    if (name in schema.properties) return faults(schema.properties[name], each, file, `${path}.${name}`);
    return schema.additionalProperties === false ? [`${path}: ${name} is not known`] : [];
  });
  return [...missing, ...present];
}
