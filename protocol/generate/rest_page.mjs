// Writes docs/rest.md: the reference of the REST API.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const table = (head, rows) =>
  [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
  ].join("\n");
const code = (text) => `\`${text}\``;
const cell = (text) => text.trim().replace(/\s+/g, " ").replaceAll("|", "\\|");
const nameOf = (ref) => ref.split("/").at(-1);
const methods = ["get", "put", "post", "patch", "delete"];

export function restPage(path) {
  const file = parse(readFileSync(path, "utf8"));
  const resolve = (node) =>
    node?.$ref
      ? {
          ...node.$ref
            .slice(2)
            .split("/")
            .reduce((at, key) => at[key], file),
          ...node,
        }
      : node;
  const { schemas } = file.components;

  const typeName = (schema) => {
    if (schema.$ref) {
      const name = nameOf(schema.$ref);
      return schemas[name].properties ? `[${name}](#${name})` : code(name);
    }
    if (schema.oneOf) return schema.oneOf.map(typeName).join(" or ");
    if (schema.type === "array") return `${typeName(schema.items)} list`;
    if (schema.const !== undefined) return code(JSON.stringify(schema.const));
    if (schema.enum) return schema.enum.map((each) => code(String(each))).join(", ");
    const types = [schema.type].flat().join(" or ");
    return types + (schema.maxLength ? `, at most ${schema.maxLength} characters` : "");
  };

  const fieldRows = (schema, prefix = "") =>
    Object.entries(schema.properties).flatMap(([name, field]) => [
      [
        code(prefix + name) + ((schema.required ?? []).includes(name) ? "" : " (optional)"),
        field.properties ? "object" : typeName(field),
        cell(resolve(field).description ?? ""),
      ],
      ...(field.properties ? fieldRows(field, `${prefix}${name}.`) : []),
    ]);

  const bodyOf = (content) =>
    Object.entries(content ?? {})
      .map(([type, { schema }]) => (type === "application/json" ? typeName(schema) : code(type)))
      .join(" or ");

  const operation = (url, method, shared, about) => {
    const parameters = [...shared, ...(about.parameters ?? [])]
      .map(resolve)
      .filter(({ in: place }) => place === "query");
    const responses = Object.entries(about.responses).map(([status, response]) => {
      const said = resolve(response);
      return [status, bodyOf(said.content) || "–", cell(said.description)];
    });
    return [
      `### ${method.toUpperCase()} ${url}`,
      cell(about.summary),
      `Who: ${about["x-may"].join(", ")}.`,
      ...(about.requestBody ? [`Body: ${bodyOf(about.requestBody.content)}.`] : []),
      ...(parameters.length > 0
        ? [
            table(
              ["query", "type", "meaning"],
              parameters.map((each) => [
                code(each.name) + (each.required ? "" : " (optional)"),
                typeName(each.schema),
                cell(each.description),
              ]),
            ),
          ]
        : []),
      table(["status", "answer", "meaning"], responses),
    ].join("\n\n");
  };

  const all = Object.entries(file.paths).flatMap(([url, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({
        tag: item[method].tags[0],
        text: operation(url, method, item.parameters ?? [], item[method]),
      })),
  );
  const chapters = file.tags.map(
    ({ name, description }) =>
      `## ${name[0].toUpperCase()}${name.slice(1)}\n\n${description}\n\n${all
        .filter(({ tag }) => tag === name)
        .map(({ text }) => text)
        .join("\n")}`,
  );
  const objects = Object.entries(schemas).filter(([, schema]) => schema.properties);
  const values = Object.entries(schemas).filter(([, schema]) => !schema.properties);
  return `<!-- Written by protocol/generate.mjs from protocol/openapi.yaml; do not edit. -->
# The REST API

${file.info.description.trim()}

${chapters.join("\n")}
## Shapes

${objects.map(([name, schema]) => `### ${name}\n\n${schema.description ? `${schema.description}\n\n` : ""}${table(["field", "type", "meaning"], fieldRows(schema))}`).join("\n")}
## Values

${table(
  ["name", "form", "meaning"],
  values.map(([name, schema]) => [
    code(name),
    schema.pattern ? code(schema.pattern.replaceAll("|", "\\|")) : typeName(schema),
    cell(schema.description),
  ]),
)}
## Limits

${table(
  ["name", "value", "meaning"],
  Object.entries(file["x-limits"]).map(([name, { value, description }]) => [
    code(name),
    value,
    description,
  ]),
)}`;
}
