import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faults, readContract, root } from "./schema.mjs";

const contract = readContract("openapi.yaml");
const methods = ["get", "put", "post", "patch", "delete"];
const callers = [
  "anyone",
  "login",
  "attendee",
  "moderator",
  "lecturer",
  "organizer",
  "operator",
  "token attendance:read",
  "token course:write",
];
const resolve = (node) =>
  node.$ref
    ? node.$ref
        .slice(2)
        .split("/")
        .reduce((at, key) => at?.[key], contract)
    : node;

const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  methods
    .filter((method) => item[method])
    .map((method) => ({ path, method, shared: item.parameters ?? [], about: item[method] })),
);

/** Every object and list inside a document, the document itself too. */
const nodes = (value) =>
  typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(nodes)] : [];

test("every reference leads somewhere", () => {
  for (const node of nodes(contract)) if (node.$ref) assert.ok(resolve(node), node.$ref);
});

test("every operation has its own name, a chapter, callers and answers", () => {
  const names = operations.map(({ about }) => about.operationId);
  assert.equal(new Set(names).size, names.length);
  for (const { about } of operations) {
    assert.ok(
      contract.tags.some(({ name }) => name === about.tags[0]),
      about.operationId,
    );
    assert.ok(
      about["x-may"].length > 0 && about["x-may"].every((caller) => callers.includes(caller)),
      about.operationId,
    );
    assert.ok(
      Object.keys(about.responses).some((status) => status.startsWith("2")),
      about.operationId,
    );
  }
});

test("every brace of a path is a parameter, and no parameter is left over", () => {
  for (const { path, shared, about } of operations) {
    const named = [...shared, ...(about.parameters ?? [])].map(resolve).filter(({ in: place }) => place === "path");
    const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(named.map(({ name }) => name).sort(), braces.sort(), path);
  }
});

test("every object is closed, requires only what it has, and describes each field", () => {
  for (const [name, schema] of Object.entries(contract.components.schemas)) {
    for (const object of nodes(schema).filter((node) => node.properties && node.type === "object")) {
      assert.equal(object.additionalProperties, false, name);
      for (const field of object.required ?? []) assert.ok(field in object.properties, `${name}.${field}`);
      for (const [field, shape] of Object.entries(object.properties))
        assert.ok(shape.description || resolve(shape).description || resolve(shape).properties, `${name}.${field}`);
    }
  }
});

test("an error has the shape that every client expects", () => {
  const { error } = contract.components.schemas;
  assert.deepEqual(faults(error, { error: { code: "not_found", detail: "There is nothing here." } }, contract), []);
  assert.notDeepEqual(faults(error, { error: { code: "teapot", detail: "x" } }, contract), []);
  assert.notDeepEqual(faults(error, { error: "not found" }, contract), []);
});

test("both contracts have the same roles, phases and ids", () => {
  const live = readContract("asyncapi.yaml").components.schemas;
  for (const name of ["role", "session_phase"])
    assert.deepEqual(contract.components.schemas[name].enum, live[name].enum);
  for (const name of ["session_id", "participant_id", "deck_id"])
    assert.equal(contract.components.schemas[name].pattern, live[name].pattern);
});

// What each verb of server/api/may.hpp means in the words of the contract.
const roles = ["attendee", "moderator", "lecturer", "organizer"];
const staff = roles.slice(1);
const whoMay = {
  fetch_file: ["anyone"],
  see_public: ["anyone"],
  log_out: ["login"],
  run_server: ["operator"],
  create_course: ["operator"],
  write_course: ["organizer", "token course:write", "operator"],
  manage_course: ["organizer", "operator"],
  read_attendance: ["organizer", "token attendance:read", "operator"],
  attend: [...roles, "operator"],
  enter_room: roles,
  present: [...staff, "operator"],
  bring_decks: [...staff, "token course:write", "operator"],
};

/** The rows of the table in server/api/routes.cpp: method, path, kind of body, verb. */
const routes = () =>
  [
    ...readFileSync(`${root}server/api/routes.cpp`, "utf8").matchAll(
      /route\{"(\w+)",\s*"([^"]+)",\s*takes::([a-z]+)\w*,\s*(?:verb::)?(\w+),/g,
    ),
  ]
    .map(([, method, path, body, verb]) => ({ method: method.toLowerCase(), path, body, verb }))
    .filter(({ path }) => path.startsWith("/api/v1/"))
    .map((row) => ({ ...row, path: row.path.slice("/api/v1".length) }));

test("the server's routes are those of the contract, for the same callers", () => {
  const served = routes().map(({ method, path, verb }) => [`${method} ${path}`, [...whoMay[verb]].sort()]);
  const promised = operations.map(({ method, path, about }) => [`${method} ${path}`, [...about["x-may"]].sort()]);
  assert.deepEqual(served.sort(), promised.sort());
});

test("a route reads the kind of body that the contract names", () => {
  const bodies = new Map(routes().map(({ method, path, body }) => [`${method} ${path}`, body]));
  for (const { method, path, about } of operations) {
    const types = Object.keys(about.requestBody?.content ?? {});
    const served = bodies.get(`${method} ${path}`);
    if (types.length > 0) assert.equal(served, types[0] === "application/json" ? "json" : "file", `${method} ${path}`);
    else assert.ok(served === "none" || (served === "json" && method === "post"), `${method} ${path}`);
  }
});
