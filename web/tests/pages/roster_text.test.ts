import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser";
import { cellsOf, readRoster } from "../../src/pages/manage/roster_text";

const one = (text: string) => readRoster(text)[0];

test("a line is a person, in the usual order of columns", () => {
  assert.deepEqual(readRoster("Sari, sari@example.org, Universitas Indonesia, ID, attendee, 17"), [
    {
      number: 1,
      entry: {
        name: "Sari",
        email: "sari@example.org",
        institution: "Universitas Indonesia",
        country: "ID",
        role: "attendee",
        external_id: "17",
      },
    },
  ]);
});

test("a name alone is enough", () => {
  assert.deepEqual(one("Sari"), { number: 1, entry: { name: "Sari" } });
});

test("headings put the columns in another order", () => {
  const lines = readRoster("E-mail\tName\nsari@example.org\tSari");
  assert.deepEqual(lines, [{ number: 2, entry: { name: "Sari", email: "sari@example.org" } }]);
});

test("a spreadsheet's tabs separate even when the cells hold commas", () => {
  assert.deepEqual(one("Sari\t\tFaculty of Medicine, Leiden"), {
    number: 1,
    entry: { name: "Sari", institution: "Faculty of Medicine, Leiden" },
  });
});

test("a cell in quotes may hold the separator and a doubled quote", () => {
  assert.deepEqual(cellsOf('"Okello, Moses",x', ","), ["Okello, Moses", "x"]);
  assert.deepEqual(cellsOf('"The ""old"" one", y', ","), ['The "old" one', "y"]);
});

test("empty lines are passed over, and lines keep their numbers", () => {
  const lines = readRoster("\nSari\n\n, nobody@example.org\n");
  assert.deepEqual(lines, [
    { number: 2, entry: { name: "Sari" } },
    { number: 4, fault: "name_missing" },
  ]);
});

test("a country is known by its code and by its name, in whatever case", () => {
  for (const country of ["NL", "nl", "Netherlands", "NETHERLANDS"]) {
    assert.deepEqual(one(`Anna,,,${country}`), {
      number: 1,
      entry: { name: "Anna", country: "NL" },
    });
  }
});

test("what is wrong with a line is said, and the line is not sent", () => {
  assert.deepEqual(one("Anna, no address"), { number: 1, fault: "email_wrong" });
  assert.deepEqual(one("Anna,,,Atlantis"), { number: 1, fault: "country_unknown" });
  assert.deepEqual(one("Anna,,,,professor"), { number: 1, fault: "role_unknown" });
});

test("an address or a number that stands in a line before is said with that line", () => {
  const lines = readRoster(
    "Name,E-mail,ID\nSari,sari@example.org,1\n\nBudi, SARI@Example.org ,2\nCitra,,1\nDewi,,",
  );
  assert.deepEqual(lines.slice(1), [
    { number: 4, fault: "email_repeated", first: 2 },
    { number: 5, fault: "number_repeated", first: 2 },
    { number: 6, entry: { name: "Dewi" } },
  ]);
});
