// Writes messages.hpp and messages.cpp: the words of the protocol as C++ types, and the tables of who may and who sees.
import { lanes } from "./lanes_cpp.mjs";
import { cppType } from "./types.mjs";

const banner =
  "// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.\n// clang-format off\n";
const defaults = { bool: " = false", int: " = 0", seq_number: " = 0", "std::uint32_t": " = 0" };
const initial = (field) => {
  if (field.isEnum && field.initial) return ` = ${field.cpp}::${field.initial}`;
  if (typeof field.initial === "number") return `{${field.initial}}`;
  if (field.isList || field.isNullable || !field.isRequired) return "{}";
  return field.isEnum || field.isObject
    ? "{}"
    : (defaults[field.cpp] ?? (field.cpp === "std::string" ? "" : "{}"));
};

const struct = (name, summary, fields) => {
  const lines = fields
    .filter((field) => field.constant === undefined)
    .map(
      (field) =>
        `    ${cppType(field)} ${field.name}${initial(field)};  ///< ${field.description}\n`,
    );
  return `/// ${summary}\nstruct ${name} {\n${lines.join("")}    bool operator==(const ${name}&) const = default;\n};\n`;
};

const variant = (name, alternatives, description) =>
  `/// ${description}\nusing ${name} = std::variant<\n    ${alternatives.map((each) => each.name).join(",\n    ")}>;\n`;

const enumeration = ({ name, description, values }) =>
  `/// ${description}\nenum class ${name} : std::uint8_t {\n` +
  values.map(({ value, description: said }) => `    ${value},  ///< ${said}\n`).join("") +
  `};\ninline constexpr std::array every_${name}{\n` +
  values.map(({ value }) => `    ${name}::${value},\n`).join("") +
  `};\nstd::string_view name_of(${name} value);\nstd::optional<${name}> parse_${name}(std::string_view name);\n`;

const limit = ({ name, value, description }) => {
  const type = name.endsWith("_ms")
    ? "milliseconds"
    : Array.isArray(value)
      ? "std::array"
      : "std::size_t";
  const text = Array.isArray(value)
    ? `{${value.join(", ")}}`
    : name.endsWith("_ms")
      ? `{${value}}`
      : ` = ${value}`;
  return `    static constexpr ${type} ${name}${text};  ///< ${description}\n`;
};

const closeCode = ({ name, code, description }) => `    ${name} = ${code},  ///< ${description}\n`;

export function messagesHeader(contract) {
  const { enums, views, parts, hello, commands, systemCommands, events, replies, signals } =
    contract;
  const structs = [
    ...views,
    ...[hello, ...commands, ...systemCommands, ...events, ...replies, ...signals].map((m) => ({
      ...m,
      description: m.summary,
    })),
  ];
  return `${banner}#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace aula {

inline constexpr std::string_view websocket_subprotocol = "${contract.subprotocol}";

/// The bounds of the protocol.
struct limits {
${contract.limits.map(limit).join("")}};

${enums.map(enumeration).join("\n")}
/// Everybody in a course who is not an attendee.
bool is_staff(role of);

/// Why the server ends a connection. 4000-4099: the client comes back. 4100-4199: it does not.
enum class close_code : std::uint16_t {
${contract.closeCodes.map(closeCode).join("")}};
inline constexpr std::array every_close_code{
${contract.closeCodes.map(({ name }) => `    close_code::${name},\n`).join("")}};
std::string_view name_of(close_code value);
constexpr bool may_come_back(close_code value) { return static_cast<std::uint16_t>(value) < 4100; }

/// Who an event is shown to: each includes the ones before it, and \`nobody\` is only kept in the log.
enum class audience_class : std::uint8_t { everyone, staff, nobody };

${structs.map((each) => struct(each.name, each.description, each.fields)).join("\n")}
${variant("command", [...commands, ...systemCommands], "A wish to change a session. Those after `client_commands` are the server's own.")}
inline constexpr std::size_t client_commands = ${commands.length};

${variant("event", events, "What happened in a session: the log's entries.")}
/// An event in its place in the log.
struct logged_event {
    seq_number seq = 0;
    timestamp at{};
    participant_id by{};  ///< Whose command it was; none for the system's.
    std::string key;      ///< Of that command; empty for the system's.
    event what;
    bool operator==(const logged_event&) const = default;
};

/// A client's command as it arrives.
struct request_frame {
    std::uint32_t ref = 0;  ///< The client's own number, repeated in the reply.
    std::string key;        ///< Unique for each command, the same when it is sent again.
    command what;
    bool operator==(const request_frame&) const = default;
};

std::string_view name_of(const command& of);
std::string_view name_of(const event& of);

/// The role table, deny by default: no role may give a system command.
bool may(role who, const command& what);

/// Who an event is shown to.
audience_class sees(const event& what);

/// The event as attendees see it, when that is less than what the staff sees.
std::optional<event> for_attendees(const event& what);

${lanes(contract)}
/// The session's phase after the event; none when the event changes no phase.
std::optional<session_phase> phase_after(const event& what);

/// The kinds of events that hold a person's words or name. Each says in \`who\` whose they are.
inline constexpr std::array<std::string_view, ${events.filter(({ personal }) => personal.length > 0).length}> personal_events{
${events
  .filter(({ personal }) => personal.length > 0)
  .map(({ name }) => `    "${name}",\n`)
  .join("")}};

/// Writes \`instead\` over every word and name of the person in the event. False when there were none.
bool erase_person(event& what, participant_id who, std::string_view instead);

/// Calls \`visit\` with the event if the server has to look at the person's connections after it.
/// A visitor that lacks one of these events does not compile.
template <class Visitor>
void visit_for_subscribers(const event& what, Visitor&& visit) {
${for_subscribers(events)}}

/// Calls \`visit\` with the state of each part of a session. A session that lacks a part does not compile.
template <class Session, class Visitor>
void visit_parts(Session& of, Visitor&& visit) {
${parts.map(({ name }) => `    visit(of.${name});\n`).join("")}}

/// Calls \`visit\` with each part of a view. A visitor that lacks one of them does not compile.
template <class Visitor>
void visit_parts(session_view& of, Visitor&& visit) {
${parts
  .filter(({ view }) => view)
  .map(({ name }) => `    visit(of.${name});\n`)
  .join("")}}

// The part of a session to which an event belongs.
${events.map(({ name, part }) => `template <class Session> auto& own_part(Session& of, const ${name}&) { return of.${part}; }\n`).join("")}
}  // namespace aula
`;
}

const for_subscribers = (events) =>
  events
    .filter(({ isForSubscribers }) => isForSubscribers)
    .map(
      ({ name }) =>
        `    if (const auto* one = std::get_if<${name}>(&what)) return std::forward<Visitor>(visit)(*one);\n`,
    )
    .join("");

const erasures = (events) =>
  events
    .filter(({ personal }) => personal.length > 0)
    .map(
      ({ name, personal }) =>
        `    if (auto* found = std::get_if<${name}>(&what); found != nullptr && found->who == who) {\n` +
        personal.map((field) => `        found->${field} = instead;\n`).join("") +
        "        return true;\n    }\n",
    )
    .join("");

const lessForAttendees = (events) =>
  events
    .filter(({ forStaff }) => forStaff.length > 0)
    .map(
      ({ name, forStaff }) =>
        `    if (const auto* found = std::get_if<${name}>(&what)) {\n        auto less = *found;\n` +
        forStaff.map((field) => `        less.${field}.reset();\n`).join("") +
        "        return less;\n    }\n",
    )
    .join("");

const bits = (roles, all) =>
  all.reduce((mask, role, index) => mask | (roles.includes(role) ? 1 << index : 0), 0);

const names = (
  type,
  values,
  index = "static_cast<std::size_t>(value)",
  parameter = `${type} value`,
) =>
  `std::string_view name_of(${parameter}) {
    static constexpr std::array<std::string_view, ${values.length}> names{
${values.map((value) => `        "${value}",\n`).join("")}    };
    return names[${index}];
}
`;

const parser = ({ name }) => `std::optional<${name}> parse_${name}(std::string_view name) {
    for (const auto value : every_${name}) {
        if (name_of(value) == name) return value;
    }
    return {};
}
`;

export function messagesSource({
  enums,
  roles,
  staff,
  closeCodes,
  commands,
  systemCommands,
  events,
}) {
  const all = [...commands, ...systemCommands];
  return `${banner}#include "generated/messages.hpp"

namespace aula {

${enums
  .map(
    (each) =>
      names(
        each.name,
        each.values.map(({ value }) => value),
      ) +
      "\n" +
      parser(each),
  )
  .join("\n")}
std::string_view name_of(close_code value) {
    switch (value) {
${closeCodes.map(({ name }) => `        case close_code::${name}: return "${name}";\n`).join("")}    }
    return "unknown";
}

${names(
  "command",
  all.map(({ name }) => name),
  "of.index()",
  "const command& of",
)}
${names(
  "event",
  events.map(({ name }) => name),
  "of.index()",
  "const event& of",
)}
bool is_staff(role of) { return ((${bits(staff, roles)}U >> static_cast<unsigned>(of)) & 1U) != 0; }

bool may(role who, const command& what) {
    // One bit a role, in the order of the enum.
    static constexpr std::array<unsigned, std::variant_size_v<command>> table{
${all.map(({ name, may }) => `        ${bits(may, roles)},  // ${name}\n`).join("")}    };
    return ((table[what.index()] >> static_cast<unsigned>(who)) & 1U) != 0;
}

audience_class sees(const event& what) {
    static constexpr std::array<audience_class, std::variant_size_v<event>> table{
${events.map(({ name, sees }) => `        audience_class::${sees},  // ${name}\n`).join("")}    };
    return table[what.index()];
}

std::optional<event> for_attendees([[maybe_unused]] const event& what) {
${lessForAttendees(events)}    return {};
}

std::optional<session_phase> phase_after(const event& what) {
    static constexpr std::array<std::optional<session_phase>, std::variant_size_v<event>> table{{
${events.map(({ name, phase }) => `        ${phase ? `session_phase::${phase}` : "std::nullopt"},  // ${name}\n`).join("")}    }};
    return table[what.index()];
}

bool erase_person(event& what, participant_id who, std::string_view instead) {
${erasures(events)}    return false;
}

}  // namespace aula
`;
}
