import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { faults, readContract, root } from "./schema.mjs";

const contract = readContract("generated/asyncapi.yaml");
const messages = contract.components.messages;
const onTheWire = Object.keys(messages).filter((name) => messages[name]["x-kind"] !== "system_command");
const folder = `${root}protocol/examples/`;
const example = (name) => JSON.parse(readFileSync(`${folder}${name}.json`, "utf8"));

test("there is one example of every message that has a wire form, and no other", () => {
  assert.deepEqual(readdirSync(folder).sort(), onTheWire.map((name) => `${name}.json`).sort());
});

for (const name of onTheWire) {
  test(`the example of ${name} keeps its schema`, () => {
    assert.deepEqual(faults(messages[name].payload, example(name), contract), []);
  });
  test(`the schema of ${name} refuses a field too many, one too few, and another type`, () => {
    const { payload } = messages[name];
    assert.notDeepEqual(faults(payload, { ...example(name), colour: "red" }, contract), []);
    for (const field of payload.required) {
      const { [field]: _, ...rest } = example(name);
      assert.notDeepEqual(faults(payload, rest, contract), [], `without ${field}`);
      assert.notDeepEqual(
        faults(payload, { ...example(name), [field]: { wrong: true } }, contract),
        [],
        `wrong ${field}`,
      );
    }
  });
}

test("everything that clients send or see is in the channel and in an operation", () => {
  const travels = onTheWire.filter((name) => messages[name]["x-sees"] !== "nobody").sort();
  assert.deepEqual(Object.keys(contract.channels.session.messages).sort(), travels);
  const named = Object.values(contract.operations)
    .flatMap(({ messages: direct, reply }) => [...direct, ...(reply?.messages ?? [])])
    .map(({ $ref }) => $ref.split("/").at(-1));
  assert.deepEqual([...new Set(named)].sort(), travels);
});

test("close codes are unique and in the range that says whether to come back", () => {
  const codes = Object.values(contract["x-close-codes"]).map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.every((code) => code >= 4000 && code < 4200));
});

test("the numbers in the texts of the schemas are those of the limits", () => {
  const limits = contract["x-limits"];
  assert.equal(
    contract.components.schemas.key.pattern,
    `^[A-Za-z0-9_-]{${limits.key_min.value},${limits.key_max.value}}$`,
  );
});
