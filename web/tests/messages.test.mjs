import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { compile, parameters, parse, readCatalogs } from "../messages.mjs";

const catalogs = readCatalogs();
const sources = new URL("../src/", import.meta.url);

/** "area.name" → text of every message of a catalog. */
function flat({ language: _, ...areas }) {
  return Object.fromEntries(
    Object.entries(areas).flatMap(([area, messages]) =>
      Object.entries(messages).map(([name, text]) => [`${area}.${name}`, text]),
    ),
  );
}

/** Every plural inside parsed parts, nested ones too. */
const plurals = (parts) =>
  parts.flatMap((part) =>
    part.plural ? [part, ...Object.values(part.forms).flatMap(plurals)] : [],
  );

/**
 * What the sources ask for: whole keys, and the fixed beginnings of composed ones
 * (`room.refused_${reason}`).
 */
function asked() {
  const code = readdirSync(sources, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(new URL(name, sources), "utf8"))
    .join("\n");
  const areas = Object.keys(catalogs.en).filter((area) => area !== "language");
  const key = new RegExp(`["\`]((?:${areas.join("|")})\\.[a-z0-9_]*)(["\`]|\\$\\{)`, "g");
  const found = [...code.matchAll(key)];
  return {
    whole: found.filter(([, , end]) => end !== "${").map(([, name]) => name),
    beginnings: found.filter(([, , end]) => end === "${").map(([, name]) => name),
  };
}

function run(text, values, language = "en") {
  const formats = {
    plural: (count, forms) =>
      (forms[`=${count}`] ?? forms[new Intl.PluralRules(language).select(count)] ?? forms.other)(),
    number: String,
  };
  const compiled = new Function(`return ${compile(text)}`)();
  return typeof compiled === "string" ? compiled : compiled(values, formats);
}

for (const [language, catalog] of Object.entries(catalogs)) {
  test(`${language} has every message that English has, and no other`, () => {
    assert.deepEqual(Object.keys(flat(catalog)).sort(), Object.keys(flat(catalogs.en)).sort());
  });

  test(`every message of ${language} takes the values that the English one takes`, () => {
    for (const [key, text] of Object.entries(flat(catalog))) {
      const given = new Set(parameters(parse(flat(catalogs.en)[key] ?? "")));
      assert.deepEqual(new Set(parameters(parse(text))), given, key);
    }
  });

  test(`every plural of ${language} has all the forms of the language`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, text] of Object.entries(flat(catalog))) {
      for (const { forms } of plurals(parse(text))) {
        const missing = pluralCategories.filter((category) => !(category in forms));
        assert.deepEqual(missing, [], key);
      }
    }
  });
}

test("every message that the sources ask for exists, and every message is asked for", () => {
  const { whole, beginnings } = asked();
  const keys = Object.keys(flat(catalogs.en));
  const missing = whole.filter((key) => !keys.includes(key));
  const unused = keys.filter(
    (key) => !whole.includes(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
  );
  const vague = beginnings.filter((beginning) => beginning.endsWith("."));
  assert.deepEqual({ missing, unused, vague }, { missing: [], unused: [], vague: [] });
});

test("a plural takes the form of the number, an exact number before it", () => {
  const text = "{count, plural, =0 {nobody} one {# person} other {# people}} in {place}";
  assert.equal(run(text, { count: 0, place: "hall" }), "nobody in hall");
  assert.equal(run(text, { count: 1, place: "hall" }), "1 person in hall");
  assert.equal(run(text, { count: 7, place: "hall" }), "7 people in hall");
});

test("what is not in our part of ICU MessageFormat is refused at build time", () => {
  assert.throws(() => compile("{count, number}"), /neither a value nor a plural/);
  assert.throws(() => compile("{count, plural, one {x}}"), /“other” is missing/);
  assert.throws(() => compile("{open"), /not closed/);
});
