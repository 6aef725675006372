// Writes codec.hpp and codec.cpp: encoders that append bytes by hand, and strict decoders.
import { readerBody } from "./types.mjs";

const banner =
  "// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.\n// clang-format off\n";

export function codecHeader({ replies, signals }) {
  const encoders = [...replies, ...signals].map(
    ({ name }) => `void encode(std::string& out, const ${name}& message);\n`,
  );
  return `${banner}#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "generated/messages.hpp"

namespace aula {

// Every encoder appends one JSON object to \`out\`. Texts must be valid UTF-8; the decoders let nothing else in.

/// An event as it is shown; \`prev\` is the seq before it among those the viewer may see.
void encode(std::string& out, const logged_event& shown, seq_number prev);
${encoders.join("")}
/// An event's payload alone, as the store keeps it.
std::string encode_body(const event& what);
result<event> decode_event(std::string_view type, std::string_view body);

/// A command's payload alone, also of the system's commands, as one server says it to another.
std::string encode_body(const command& what);
result<command> decode_command(std::string_view type, std::string_view body);

/// What could not be understood; \`ref\` when that much could be read.
struct bad_client_message {
    std::optional<std::uint32_t> ref;
    std::string detail;  ///< For the log: no content of the message.
};
using client_message = std::variant<hello, request_frame, bad_client_message>;

/// Reads a client's message. Refused: unknown fields and types, the server's own commands, duplicate keys, values out
/// of bounds, deep nesting, invalid UTF-8, more than \`command_bytes_max\` bytes.
client_message decode_client(std::string_view text);

// ---- the other side, for clients written in C++ ----

/// An event as a client gets it: without its author and key.
struct received_event {
    logged_event logged;
    seq_number prev = 0;
    bool operator==(const received_event&) const = default;
};
/// Something newer than this program; to be skipped. Its \`seq\` still counts; 0 when it is no event.
struct unknown_event {
    std::string type;
    seq_number seq = 0;
    seq_number prev = 0;
    bool operator==(const unknown_event&) const = default;
};
using server_message = std::variant<${[...replies, ...signals].map(({ name }) => name).join(", ")}, received_event, unknown_event>;

result<server_message> decode_server(std::string_view text);
void encode(std::string& out, const hello& message);
void encode(std::string& out, const request_frame& message);

}  // namespace aula
`;
}

const appendFields = ({ name, fields }) => {
  const lines = fields
    .filter((field) => field.constant === undefined)
    .map((field) => {
      const write = `out += R"(,"${field.name}":)"; append(out, message.${field.name});`;
      return field.isRequired ? `    ${write}\n` : `    if (message.${field.name}) { ${write} }\n`;
    });
  if (lines.length === 0) return `void append_fields(std::string&, const ${name}&) {}\n`;
  return `void append_fields(std::string& out, const ${name}& message) {\n${lines.join("")}}\n`;
};

const readFields = ({ name, fields }) => {
  const how = (field) =>
    field.isList
      ? "list"
      : field.isNullable
        ? "nullable"
        : field.isRequired
          ? "required"
          : "optional";
  const lines = fields
    .filter((field) => field.constant === undefined)
    .map((field) => `    in.${how(field)}("${field.name}", into.${field.name}, ${field.read});\n`);
  if (lines.length === 0) return `void read_fields(field_reader&, ${name}&) {}\n`;
  return `void read_fields(field_reader& in, ${name}& into) {\n${lines.join("")}}\n`;
};

const view = (
  each,
) => `${appendFields(each)}void append(std::string& out, const ${each.name}& message) {
    const auto start = out.size();
    append_fields(out, message);
    if (out.size() == start) out += ',';
    out[start] = '{';
    out += '}';
}
${readFields(each)}bool read_${each.name}(const json& from, ${each.name}& into) {
    field_reader in(from);
    read_fields(in, into);
    return in.is_done();
}
`;

const cppOf = (name, used) => used.get(name)?.cpp ?? "std::string";

function scalarReaders(contract) {
  const { schemas, enums, views, hello, commands, systemCommands, events, replies, signals } =
    contract;
  const used = new Map();
  for (const each of [
    hello,
    ...views,
    ...commands,
    ...systemCommands,
    ...events,
    ...replies,
    ...signals,
  ]) {
    for (const field of each.fields) if (field.schema) used.set(field.schema, field);
  }
  for (const name of ["ref", "key", "seq", "prev", "at"]) {
    if (!used.has(name))
      used.set(name, {
        cpp: { ref: "std::uint32_t", key: "std::string", at: "timestamp" }[name] ?? "seq_number",
      });
  }
  const readers = [...used.keys()]
    .filter((name) => schemas[name].type !== "object" && !schemas[name].enum)
    .map(
      (name) =>
        `bool read_${name}(const json& from, ${cppOf(name, used)}& into) { ${readerBody(name, schemas[name])} }\n`,
    );
  const enumReaders = enums.map(
    ({ name }) =>
      `bool read_${name}(const json& from, ${name}& into) { return read_enum(from, into, parse_${name}); }\n` +
      `void append(std::string& out, ${name} value) { append(out, name_of(value)); }\n`,
  );
  return readers.join("") + enumReaders.join("");
}

/// Views in the order in which they are needed: one that another contains comes first.
function inOrder(views) {
  const done = new Set();
  const ordered = [];
  const visit = (each) => {
    if (done.has(each.name)) return;
    done.add(each.name);
    for (const field of each.fields)
      if (field.isObject) visit(views.find(({ name }) => name === field.schema));
    ordered.push(each);
  };
  views.forEach(visit);
  return ordered;
}

const table = (
  name,
  variant,
  messages,
) => `constexpr std::array<named_reader<${variant}>, ${messages.length}> ${name}{{
${messages.map((each) => `    {"${each.name}", read_alternative<${each.name}, ${variant}>},\n`).join("")}}};
`;

const plainEncoder = ({ name }) => `
void encode(std::string& out, const ${name}& message) {
    out += R"({"type":"${name}")";
    append_fields(out, message);
    out += '}';
}
`;

export function codecSource(contract, prelude, decoders) {
  const { hello, commands, systemCommands, events, replies, signals } = contract;
  const structs = [hello, ...commands, ...systemCommands, ...events, ...replies, ...signals];
  return `${banner}#include "generated/codec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <ranges>
#include <utility>

#include "base/json.hpp"
#include "base/strict_json.hpp"

namespace aula {
namespace {

// The lists and optional values below are written with these.
${contract.views.map(({ name }) => `void append(std::string& out, const ${name}& message);\n`).join("")}
${prelude}
// ---- one reader for each kind of value -----------------------------------------------------------------------------

${scalarReaders(contract)}
// ---- views ---------------------------------------------------------------------------------------------------------

${inOrder(contract.views).map(view).join("\n")}
// ---- messages ------------------------------------------------------------------------------------------------------

${structs.map((each) => appendFields(each) + readFields(each)).join("\n")}
template <class Message, class Variant>
bool read_alternative(field_reader& in, Variant& into) {
    Message message;
    read_fields(in, message);
    if (!in.is_done()) return false;
    into = std::move(message);
    return true;
}

${table("command_readers", "command", commands)}
${table("every_command_reader", "command", [...commands, ...systemCommands])}
${table("event_readers", "event", events)}
${table("server_readers", "server_message", [...replies, ...signals])}
${decoders}
${[...replies, ...signals, hello].map(plainEncoder).join("").trimStart()}
}  // namespace aula
`;
}
