import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser";
import { countries, countryName } from "../../src/pages/countries";

test("every country of ISO 3166-1 is there once, with a name", () => {
  const list = countries();
  assert.equal(list.length, 249);
  assert.equal(new Set(list.map(({ code }) => code)).size, 249);
  for (const { code, name } of list) assert.notEqual(name, code);
});

test("they stand in the order of their names", () => {
  const names = countries().map(({ name }) => name);
  assert.deepEqual(names, [...names].sort(new Intl.Collator("en").compare));
});

test("what is no country's code is shown as it is", () => {
  assert.equal(countryName(""), "");
  assert.equal(countryName("Atlantis"), "Atlantis");
});
