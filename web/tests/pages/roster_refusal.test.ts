import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser";
import { need } from "../../src/i18n";
import { RestError } from "../../src/rest";
import { withLines } from "../../src/pages/manage/roster_refusal";
import { readRoster } from "../../src/pages/manage/roster_text";

const lines = readRoster("Name\n\nSari\n\nBudi\nCitra");
const refusal = (code: string, field?: string, other?: string, names: string[] = []) =>
  new RestError(409, code, "The server's own sentence.", field, 0, other, names);
const said = (thrown: unknown, from = 0) => (withLines(thrown, lines, from) as Error).message;

test("what the server says against an entry is said of the line that was pasted", async () => {
  await need("manage");
  assert.equal(
    said(refusal("repeated_email", "[2].email", "[0].email")),
    "Line 6: the same e-mail address as in line 3",
  );
  assert.equal(
    said(refusal("two_people", "[1].email", undefined, ["Ana", "Ben"])),
    "Line 5: the number is that of Ana, and the e-mail address that of Ben",
  );
  assert.equal(
    said(refusal("other_number", "[0].external_id", undefined, ["Ana"]), 1),
    "Line 5: the e-mail address is that of Ana, who has another number",
  );
});

test("a sentence that has no translation keeps its line, and what is of no line stays as it is", async () => {
  await need("manage");
  assert.equal(said(refusal("invalid", "[1].email")), "Line 5: The server's own sentence.");
  const whole = refusal("busy");
  assert.equal(withLines(whole, lines, 0), whole);
  const other = new Error("no answer");
  assert.equal(withLines(other, lines, 0), other);
});
