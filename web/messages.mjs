// Compiles the message catalogs (messages/<language>.json) into one small JavaScript module per
// language and area.
//
// A catalog is a tree of two levels, area and name; the area decides which chunk a message travels
// in. A message is plain text with the part of ICU MessageFormat that we use: {name}, and {name,
// plural, one {…} other {…}} where `#` stands for the number. Everything else in braces is an error
// at build time, not a surprise in front of a reader.
import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("./messages/", import.meta.url);
const plural_start = /^\s*([a-z_]+)\s*,\s*plural\s*,/;

export function readCatalogs() {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -5),
      JSON.parse(readFileSync(new URL(name, folder), "utf8")),
    ]),
  );
}

/** The index just behind the brace that closes the one at `open`. */
function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; ++at) {
    if (text[at] === "{") ++depth;
    if (text[at] === "}" && --depth === 0) return at + 1;
  }
  throw new Error(`a brace is not closed in “${text}”`);
}

/** Splits a message into text, {value: name} and {plural: name, forms: {one: parts, …}}. */
export function parse(text) {
  const parts = [];
  let rest = text;
  while (rest !== "") {
    const open = rest.indexOf("{");
    if (open !== 0) parts.push(open < 0 ? rest : rest.slice(0, open));
    if (open < 0) break;
    const end = closing(rest, open);
    parts.push(parsePlaceholder(rest.slice(open + 1, end - 1)));
    rest = rest.slice(end);
  }
  return parts;
}

function parsePlaceholder(inside) {
  const plural = plural_start.exec(inside);
  if (plural) return { plural: plural[1], forms: parseForms(inside.slice(plural[0].length)) };
  if (/^[a-z_]+$/.test(inside)) return { value: inside };
  throw new Error(`“{${inside}}” is neither a value nor a plural`);
}

function parseForms(text) {
  const forms = {};
  let rest = text.trim();
  while (rest !== "") {
    const name = /^(=\d+|zero|one|two|few|many|other)\s*(?=\{)/.exec(rest);
    if (!name) throw new Error(`“${rest}” does not start with a plural form`);
    const end = closing(rest, name[0].length);
    forms[name[1]] = parse(rest.slice(name[0].length + 1, end - 1));
    rest = rest.slice(end).trim();
  }
  if (!forms.other) throw new Error(`the form “other” is missing in “${text}”`);
  return forms;
}

/** The names of the values that a message needs. */
export function parameters(parts) {
  return parts.flatMap((part) => {
    if (typeof part === "string") return [];
    if (part.value) return [part.value];
    return [part.plural, ...Object.values(part.forms).flatMap(parameters)];
  });
}

/**
 * JavaScript source of a message: a string, or a function of its values `v` and the language's
 * formats `f`.
 */
export function compile(text) {
  const parts = parse(text);
  if (parts.every((part) => typeof part === "string")) return JSON.stringify(parts.join(""));
  return `(v,f)=>${expression(parts)}`;
}

function expression(parts, counted) {
  const terms = parts.map((part) => {
    if (typeof part === "string") return literal(part, counted);
    if (part.value) return `v.${part.value}`;
    const forms = Object.entries(part.forms).map(
      ([name, form]) => `${JSON.stringify(name)}:()=>${expression(form, part.plural)}`,
    );
    return `f.plural(v.${part.plural},{${forms.join(",")}})`;
  });
  return ['""', ...terms].join("+");
}

const literal = (text, counted) =>
  counted === undefined
    ? JSON.stringify(text)
    : text
        .split("#")
        .map((piece) => JSON.stringify(piece))
        .join(`+f.number(v.${counted})+`);

/** The esbuild plugin behind `import … from "messages:index"`. */
export const catalogs = {
  name: "catalogs",
  setup(build) {
    build.onResolve({ filter: /^messages:/ }, (args) => ({
      path: args.path.slice("messages:".length),
      namespace: "messages",
    }));
    build.onLoad({ filter: /.*/, namespace: "messages" }, (args) => ({
      contents: args.path === "index" ? indexModule() : areaModule(...args.path.split("/")),
      loader: "js",
      watchFiles: [],
    }));
  },
};

function indexModule() {
  const languages = Object.entries(readCatalogs()).map(
    ([language, { language: about, ...areas }]) => {
      const loads = Object.keys(areas).map(
        (area) => `${area}:()=>import("messages:${language}/${area}")`,
      );
      const name = JSON.stringify(about.name);
      return `${language}:{name:${name},dir:"${about.dir}",load:{${loads.join(",")}}}`;
    },
  );
  return `export const languages={${languages.join(",")}};`;
}

function areaModule(language, area) {
  const messages = Object.entries(readCatalogs()[language][area]).map(([name, text]) => {
    try {
      return `${JSON.stringify(`${area}.${name}`)}:${compile(text)}`;
    } catch (error) {
      throw new Error(`messages/${language}.json, ${area}.${name}: ${error.message}`);
    }
  });
  return `export default {${messages.join(",\n")}};`;
}
