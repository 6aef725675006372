#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aula::load {

// The few lines of NATS's client protocol that a room needs; its WebSocket carries them as a stream
// of bytes, whatever the borders of frames. Everybody subscribes to one subject.

/// Says who we are and subscribes; the answer to the ping at its end comes when that is done.
constexpr std::string_view nats_hello =
    "CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":1}\r\nSUB room 1\r\nPING\r\n";
constexpr std::string_view nats_pong = "PONG\r\n";

std::string nats_publication(std::string_view payload);

enum class nats_word : std::uint8_t { message, ping, pong };

/// Cuts what arrives into words; only an unfinished one is copied and kept.
class nats_reader {
public:
    /// Calls `take(word, payload)` for each; INFO and +OK are passed over, and so is -ERR: whoever
    /// is cut off because of it finds out soon enough.
    template <class Take>
    void feed(std::string_view bytes, const Take& take) {
        if (unread_.empty()) {
            unread_.assign(take_words(bytes, take));
            return;
        }
        unread_.append(bytes);
        const auto left = take_words(unread_, take).size();
        unread_.erase(0, unread_.size() - left);
    }

    void reset() { unread_.clear(); }

private:
    static constexpr std::string_view line_end = "\r\n";

    template <class Take>
    static std::string_view take_words(std::string_view bytes, const Take& take) {
        for (;;) {
            const auto end = bytes.find(line_end);
            if (end == std::string_view::npos) return bytes;
            const auto line = bytes.substr(0, end);
            const auto rest = bytes.substr(end + line_end.size());
            if (!line.starts_with("MSG ")) {
                if (line == "PING") take(nats_word::ping, std::string_view());
                if (line == "PONG") take(nats_word::pong, std::string_view());
                bytes = rest;
                continue;
            }
            const auto size = payload_bytes(line);
            if (rest.size() < size + line_end.size()) return bytes;
            take(nats_word::message, rest.substr(0, size));
            bytes = rest.substr(size + line_end.size());
        }
    }

    /// `MSG subject sid bytes`
    static std::size_t payload_bytes(std::string_view line);

    std::string unread_;
};

}  // namespace aula::load
