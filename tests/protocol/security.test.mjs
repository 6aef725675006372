// docs/security.md is a promise with evidence: what it names has to be there.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { root } from "./schema.mjs";

const page = readFileSync(`${root}docs/security.md`, "utf8");
const rows = page
  .split("<!-- the floor -->")[1]
  .split("<!-- end -->")[0]
  .trim()
  .split("\n")
  .slice(2)
  .map((row) => row.split(" | ").map((cell) => cell.replace(/^\||\|$/g, "").trim()));

/** `file` “test”, “test”; `file` … as pairs of file and test. */
const testsOf = (cell) =>
  cell.split("; `").flatMap((part) => {
    const [, file, names] = /^`?([^`]+)` (.*)$/.exec(part);
    return [...names.matchAll(/“([^”]+)”/g)].map(([, name]) => [file, name]);
  });

/** The names of a file's tests: of doctest, also when they are cut in two by the formatter; or of node, with what varies. */
function namesIn(file) {
  const source = readFileSync(`${root}${file}`, "utf8").replaceAll(/"\s*\n\s*"/g, "");
  return [...source.matchAll(/(?:TEST_CASE|\btest)\(\s*(?:"((?:[^"\\]|\\.)+)"|`([^`]+)`)/g)].map(
    ([, plain, template]) =>
      plain
        ? (name) => name === plain
        : (name) => new RegExp(`^${template.replaceAll(/\$\{[^}]+\}/g, ".+")}$`).test(name),
  );
}

test("every rule of the floor names where it is done, and a test", () => {
  assert.ok(rows.length > 30);
  for (const row of rows) {
    assert.equal(row.length, 3, row[0]);
    const [rule, where, shown] = row;
    for (const [, place] of where.matchAll(/`([^`]+)`/g)) assert.ok(existsSync(`${root}${place}`), `${rule}: ${place}`);
    assert.ok(where.includes("`") && testsOf(shown).length > 0, rule);
  }
});

test("every test that the page names exists by that name", () => {
  for (const [file, name] of rows.flatMap(([, , shown]) => testsOf(shown))) {
    assert.ok(existsSync(`${root}${file}`), file);
    assert.ok(
      namesIn(file).some((fits) => fits(name)),
      `${file}: no test is called “${name}”`,
    );
  }
});

test("the client makes no markup from text", () => {
  const sources = readdirSync(`${root}web/src`, { recursive: true }).filter((name) => /\.tsx?$/.test(name));
  assert.ok(sources.length > 50);
  const makesMarkup =
    /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|DOMParser|createContextualFragment|\beval\(|new Function/;
  for (const name of sources) assert.doesNotMatch(readFileSync(`${root}web/src/${name}`, "utf8"), makesMarkup, name);
});
