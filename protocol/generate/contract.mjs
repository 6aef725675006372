// Reads asyncapi.yaml into the small model that the writers share. Anything a writer could not express faithfully in
// both languages is an error here, not a surprise there.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { check, oneLine } from "./check.mjs";
import { expand } from "./expand.mjs";
import { readMedia, readPace } from "./lanes.mjs";
import { readParts } from "./parts.mjs";
import { typeOf } from "./types.mjs";

const audiences = ["everyone", "staff", "nobody"];

export function readContract(path) {
  const source = parse(readFileSync(path, "utf8"));
  const file = expand(source);
  const schemas = file.components.schemas;
  const messages = Object.entries(file.components.messages).map(([name, message]) =>
    readMessage(name, message, source),
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
    document: file,
    schemas,
    enums,
    views,
    parts: readParts(source["x-parts"], views, schemas),
    roles: schemas.role.enum,
    staff: schemas.role["x-staff"],
    limits: Object.entries(file["x-limits"]).map(([name, limit]) => ({ name, ...limit })),
    closeCodes: Object.entries(file["x-close-codes"]).map(([name, close]) => ({ name, ...close })),
    media: readMedia(file["x-media"]),
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

/// What the contract says of a message beside its payload, checked.
function readFacts(name, message, { components: { schemas }, "x-parts": parts }) {
  const kind = message["x-kind"];
  const personal = message["x-personal"] ?? [];
  const forStaff = message["x-for-staff"] ?? [];
  if (kind === "command") {
    check(Array.isArray(message["x-may"]), `${name}: a command says who may give it (x-may)`);
    for (const role of message["x-may"])
      check(schemas.role.enum.includes(role), `${name}: unknown role ${role}`);
  }
  if (["event", "signal"].includes(kind))
    check(
      audiences.includes(message["x-sees"]),
      `${name}: x-sees must be one of ${audiences.join(", ")}`,
    );
  if (["command", "system_command", "event"].includes(kind))
    check(
      message["x-part"] in parts,
      `${name}: x-part must be one of ${Object.keys(parts).join(", ")}`,
    );
  if (message["x-phase"] !== undefined)
    check(
      kind === "event" && schemas.session_phase.enum.includes(message["x-phase"]),
      `${name}: x-phase is a session_phase, of an event`,
    );
  for (const field of personal.length > 0 ? ["who", ...personal] : [])
    check(
      kind === "event" && message.payload?.properties?.[field],
      `${name}: x-personal names fields of an event that has a \`who\`; ${field} is missing`,
    );
  for (const field of forStaff)
    check(
      message["x-sees"] === "everyone" &&
        message.payload?.properties?.[field] &&
        !message.payload.required?.includes(field),
      `${name}: x-for-staff names optional fields of an event that everyone sees; not ${field}`,
    );
  return {
    may: message["x-may"] ?? [],
    sees: message["x-sees"],
    part: message["x-part"],
    phase: message["x-phase"],
    pace: kind === "signal" ? readPace(name, message["x-pace"]) : undefined,
    personal,
    forStaff,
    isForSubscribers: message["x-subscribers"] === true,
  };
}

function readMessage(name, message, source) {
  const schemas = source.components.schemas;
  const kind = message["x-kind"];
  return {
    name,
    kind,
    summary: oneLine(message.summary),
    ...readFacts(name, message, source),
    fields: readFields(message.payload, source["x-envelopes"][kind], schemas),
  };
}

function readFields(schema, without, schemas) {
  return Object.entries(schema.properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, property]) => ({
      name,
      isRequired: (schema.required ?? []).includes(name),
      initial: property.default,
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
