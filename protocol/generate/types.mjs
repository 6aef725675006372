// What each schema is called in C++ and in TypeScript, and how the C++ codec reads and writes it.
import { check, oneLine } from "./check.mjs";

// Schemas with a C++ type of their own; `read` is the function of codec_prelude.cpp or one generated from the bounds.
const named = {
  session_id: "session_id",
  participant_id: "participant_id",
  deck_id: "deck_id",
  seq: "seq_number",
  position: "seq_number",
  prev: "seq_number",
  ref: "std::uint32_t",
  replied_ref: "std::uint32_t",
  at: "timestamp",
  instant: "timestamp",
  duration_ms: "milliseconds",
};

export const camel = (name) =>
  name.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());
export const lowerCamel = (name) =>
  name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/// The type of one property: { cpp, ts, read, isNullable, isList, description, schema }.
export function typeOf(name, property, schemas) {
  const nullable = property.oneOf?.length === 2 && property.oneOf[1].type === "null";
  const list = property.type === "array";
  const inner = nullable ? property.oneOf[0] : list ? property.items : property;
  const schemaName = inner.$ref?.replace("#/components/schemas/", "");
  const schema = schemaName ? schemas[schemaName] : inner;
  check(schema, `${name}: ${inner.$ref} does not exist`);
  const description = property.description ?? schema.description;
  check(description, `${name}: no description`);
  return {
    ...plainType(name, schemaName, schema),
    isNullable: nullable,
    isList: list,
    description: oneLine(description),
    schema: schemaName,
  };
}

function plainType(name, schemaName, schema) {
  if (schema.const !== undefined)
    return { cpp: "const", ts: JSON.stringify(schema.const), constant: schema.const };
  if (schema.enum)
    return {
      cpp: `aula::${schemaName}`,
      ts: camel(schemaName),
      read: `read_${schemaName}`,
      isEnum: true,
    };
  if (schema.type === "object")
    return {
      cpp: `aula::${schemaName}`,
      ts: camel(schemaName),
      read: `read_${schemaName}`,
      isObject: true,
    };
  if (schema.type === "boolean") return { cpp: "bool", ts: "boolean", read: "read_boolean" };
  if (schema.type === "integer") {
    check(
      Number.isInteger(schema.minimum) && Number.isInteger(schema.maximum),
      `${name}: an integer has bounds`,
    );
    return { cpp: named[schemaName] ?? "int", ts: "number", read: `read_${schemaName}` };
  }
  check(schema.type === "string" && schemaName, `${name}: no rule for this type`);
  return { cpp: named[schemaName] ?? "std::string", ts: "string", read: `read_${schemaName}` };
}

/// The body of the C++ function that reads this schema's values, for everything that is no object and no enum.
export function readerBody(name, schema) {
  if (schema.type === "integer")
    return `return read_integer(from, into, ${schema.minimum}, ${schema.maximum});`;
  if (schema.format === "date-time") return "return read_instant_text(from, into);";
  if (!schema.pattern) return "return read_text(from, into);";
  if (/^\^[a-z]\[1-9\]\[0-9\]\{0,18\}\$$/.test(schema.pattern))
    return "return read_id(from, into);";
  const tokenOrNone = /^\^\(\[A-Za-z0-9_-\]\{(\d+),(\d+)\}\)\?\$$/.exec(schema.pattern);
  if (tokenOrNone)
    return `return read_token_or_none(from, into, ${tokenOrNone[1]}, ${tokenOrNone[2]});`;
  const token = /^\^\[A-Za-z0-9_-\]\{(\d+),(\d+)\}\$$/.exec(schema.pattern);
  check(token, `${name}: no rule for the pattern ${schema.pattern}`);
  return `return read_token(from, into, ${token[1]}, ${token[2]});`;
}

export const cppType = (field) => {
  if (field.isList) return `std::vector<${field.cpp}>`;
  return field.isNullable || !field.isRequired ? `std::optional<${field.cpp}>` : field.cpp;
};
