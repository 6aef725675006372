// Reads asyncapi.yaml into the small model that the writers share. Anything a writer could not express faithfully in
// both languages is an error here, not a surprise there.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { check, oneLine } from "./check.mjs";
import { typeOf } from "./types.mjs";

const kinds = ["hello", "command", "system_command", "event", "reply", "signal"];
const envelope = { command: ["type", "ref", "key"], event: ["type", "seq", "prev", "at"] };
const audiences = ["everyone", "staff", "nobody"];

export function readContract(path) {
  const file = parse(readFileSync(path, "utf8"));
  const schemas = file.components.schemas;
  const messages = Object.entries(file.components.messages).map(([name, message]) =>
    readMessage(name, message, schemas),
  );
  const enums = Object.entries(schemas)
    .filter(([, schema]) => schema.enum)
    .map(([name, schema]) => readEnum(name, schema, file));
  const views = Object.entries(schemas)
    .filter(([, schema]) => schema.type === "object")
    .map(([name, schema]) => ({
      name,
      description: oneLine(schema.description),
      fields: readFields(schema, [], schemas),
    }));
  return {
    schemas,
    enums,
    views,
    roles: schemas.role.enum,
    staff: schemas.role["x-staff"],
    limits: Object.entries(file["x-limits"]).map(([name, limit]) => ({ name, ...limit })),
    closeCodes: Object.entries(file["x-close-codes"]).map(([name, close]) => ({ name, ...close })),
    subprotocol: file["x-subprotocol"],
    description: file.info.description,
    hello: messages.find((message) => message.kind === "hello"),
    ...Object.fromEntries(
      [
        ["commands", "command"],
        ["systemCommands", "system_command"],
        ["events", "event"],
        ["replies", "reply"],
        ["signals", "signal"],
      ].map(([plural, kind]) => [plural, messages.filter((message) => message.kind === kind)]),
    ),
  };
}

function readMessage(name, message, schemas) {
  const kind = message["x-kind"];
  check(kinds.includes(kind), `${name}: x-kind must be one of ${kinds.join(", ")}`);
  check(
    message.payload.additionalProperties === false,
    `${name}: additionalProperties must be false`,
  );
  if (kind === "command") {
    check(Array.isArray(message["x-may"]), `${name}: a command says who may give it (x-may)`);
    for (const role of message["x-may"])
      check(schemas.role.enum.includes(role), `${name}: unknown role ${role}`);
  }
  if (kind === "event")
    check(audiences.includes(message["x-sees"]), `${name}: an event says who sees it (x-sees)`);
  if (kind !== "system_command") {
    check(
      message.payload.properties.type?.const === name,
      `${name}: the payload's type must be the message's name`,
    );
  }
  const around = envelope[kind] ?? (kind === "system_command" ? [] : ["type"]);
  for (const field of around)
    check(message.payload.required.includes(field), `${name}: ${field} is missing`);
  return {
    name,
    kind,
    summary: oneLine(message.summary),
    may: message["x-may"] ?? [],
    sees: message["x-sees"],
    fields: readFields(message.payload, around, schemas),
  };
}

function readFields(schema, without, schemas) {
  return Object.entries(schema.properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, property]) => ({
      name,
      isRequired: (schema.required ?? []).includes(name),
      ...typeOf(name, property, schemas),
    }));
}

function readEnum(name, schema, file) {
  const described = name === "refusal" ? file["x-refusals"] : schema["x-values"];
  check(
    String(Object.keys(described)) === String(schema.enum),
    `${name}: describe each value once, in the enum's order`,
  );
  return {
    name,
    description: oneLine(schema.description),
    values: Object.entries(described).map(([value, description]) => ({ value, description })),
  };
}
