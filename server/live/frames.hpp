#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace aula {

/// Appends one unmasked, unfragmented WebSocket text frame (RFC 6455 §5.2, server to client).
void append_text_frame(std::string& out, std::string_view payload);

/// The same for a binary frame.
void append_binary_frame(std::string& out, std::string_view payload);

/// A protocol ping with this payload of at most 125 bytes (RFC 6455 §5.5.2).
std::string ping_frame(std::string_view payload);

/// The answer to a ping: its payload (RFC 6455 §5.5.3).
std::string pong_frame(std::string_view payload);

/// A close frame with its code and reason (RFC 6455 §5.5.1); code 0 is a close without either.
std::string close_frame(std::uint16_t code, std::string_view reason);

/// The payload of one whole unmasked frame; empty for nothing.
std::span<char> payload_of(std::span<char> frame);

/// Overwrites the payload of an encoded event, in its place, by what is left of the event after its
/// words were taken back (`without_words`). The payload keeps its length: JSON blanks fill it up.
/// Nothing happens to an empty payload; a payload that is no event is an error of the caller
/// (`ensure`).
void take_words_back(std::span<char> payload);

/// Frames in order, back to back, each with the seq of its event.
struct frame_run {
    struct mark {
        std::size_t end;
        seq_number seq;
    };
    std::string bytes;
    std::vector<mark> marks;

    void add(std::string_view payload, seq_number seq) {
        append_text_frame(bytes, payload);
        marks.push_back({bytes.size(), seq});
    }
    /// The frame of this event, to be overwritten in its place; empty when it is not here.
    std::span<char> find(seq_number seq);
};

}  // namespace aula
