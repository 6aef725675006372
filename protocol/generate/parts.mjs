// The parts of a session: what is shown of each, and that the view of a session is made of nothing else.
import { check } from "./check.mjs";

/// Whether the default of a field is a value with which a part can begin.
const isEmptyValue = ({ initial, isList, isNullable, isEnum, schema, ts }, schemas) => {
  if (isList) return Array.isArray(initial) && initial.length === 0;
  if (isNullable) return initial === null;
  if (isEnum) return schemas[schema].enum.includes(initial);
  return ts === "number" && Number.isInteger(initial);
};

function checkMembers(members, shown) {
  const named = (name) => shown.find((part) => part.name === name);
  for (const { name, schema, isRequired } of members)
    check(
      isRequired && schema !== undefined && named(name)?.view.name === schema,
      `session_view: ${name} is no part's <part>_view, which is always there`,
    );
  for (const { name, view } of shown)
    check(
      members.some((member) => member.name === name),
      `session_view: ${view.name} is missing`,
    );
}

/// Every part with its name and its view; without a view when nothing of it is shown.
export function readParts(described, views, schemas) {
  const viewOf = (part) => views.find(({ name }) => name === `${part}_view`);
  const parts = Object.keys(described).map((name) => ({ name, view: viewOf(name) }));
  const shown = parts.filter(({ view }) => view);
  const members = viewOf("session").fields.filter(({ name }) => name !== "session");
  checkMembers(members, shown);
  for (const { view } of shown)
    for (const field of view.fields)
      check(
        !field.isRequired || isEmptyValue(field, schemas),
        `${view.name}: ${field.name} needs a default, or must be optional`,
      );
  return parts;
}
