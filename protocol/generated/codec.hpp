// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.
// clang-format off
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "generated/messages.hpp"

namespace aula {

// Every encoder appends one JSON object to `out`. Texts must be valid UTF-8; the decoders let nothing else in.

/// An event as it is shown; `prev` is the seq before it among those the viewer may see.
void encode(std::string& out, const logged_event& shown, seq_number prev);
void encode(std::string& out, const accepted& message);
void encode(std::string& out, const welcome& message);
void encode(std::string& out, const ok& message);
void encode(std::string& out, const refused& message);
void encode(std::string& out, const head_count& message);

/// An event's payload alone, as the store keeps it.
std::string encode_body(const event& what);
result<event> decode_event(std::string_view type, std::string_view body);

/// A command's payload alone, also of the system's commands, as one server says it to another.
std::string encode_body(const command& what);
result<command> decode_command(std::string_view type, std::string_view body);

/// What could not be understood; `ref` when that much could be read.
struct bad_client_message {
    std::optional<std::uint32_t> ref;
    std::string detail;  ///< For the log: no content of the message.
};
using client_message = std::variant<hello, request_frame, bad_client_message>;

/// Reads a client's message. Refused: unknown fields and types, the server's own commands, duplicate keys, values out
/// of bounds, deep nesting, invalid UTF-8, more than `command_bytes_max` bytes.
client_message decode_client(std::string_view text);

// ---- the other side, for clients written in C++ ----

/// An event as a client gets it: without its author and key.
struct received_event {
    logged_event logged;
    seq_number prev = 0;
    bool operator==(const received_event&) const = default;
};
/// Something newer than this program; to be skipped. Its `seq` still counts; 0 when it is no event.
struct unknown_event {
    std::string type;
    seq_number seq = 0;
    seq_number prev = 0;
    bool operator==(const unknown_event&) const = default;
};
using server_message = std::variant<accepted, welcome, ok, refused, head_count, received_event, unknown_event>;

result<server_message> decode_server(std::string_view text);
void encode(std::string& out, const hello& message);
void encode(std::string& out, const request_frame& message);

}  // namespace aula
