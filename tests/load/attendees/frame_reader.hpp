#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aula::load {

enum class opcode : std::uint8_t { more = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// The head of one frame (RFC 6455 §5.2).
struct frame_head {
    opcode kind = opcode::text;
    bool is_final = true;
    std::size_t head_bytes = 0;  ///< With the mask, if there is one.
    std::size_t payload_bytes = 0;
    std::optional<std::uint32_t> mask;

    /// Nothing when the bytes end before the head does.
    static std::optional<frame_head> parse(std::string_view bytes);
};

/// A masked text, pong or close frame, as clients send them.
std::string client_frame(opcode kind, std::string_view payload);

/// Cuts what arrives into messages; only an unfinished frame is copied and kept.
class frame_reader {
public:
    /// Calls `take(opcode, payload)` for each whole message or control frame, until it is false.
    template <class Take>
    void feed(std::string_view bytes, const Take& take) {
        if (unread_.empty()) {
            unread_.assign(take_frames(bytes, take));
            return;
        }
        unread_.append(bytes);
        const auto left = take_frames(unread_, take).size();
        unread_.erase(0, unread_.size() - left);
    }

    void reset() {
        unread_.clear();
        message_.clear();
    }

private:
    template <class Take>
    std::string_view take_frames(std::string_view bytes, const Take& take) {
        while (const auto head = frame_head::parse(bytes)) {
            if (bytes.size() - head->head_bytes < head->payload_bytes) break;
            const auto payload = bytes.substr(head->head_bytes, head->payload_bytes);
            bytes.remove_prefix(head->head_bytes + head->payload_bytes);
            if (!take_frame(*head, payload, take)) return {};
        }
        return bytes;
    }

    template <class Take>
    bool take_frame(const frame_head& head, std::string_view payload, const Take& take) {
        const bool is_control = head.kind >= opcode::close;
        if (is_control || (head.is_final && message_.empty() && !head.mask)) {
            return take(head.kind, payload);
        }
        append(head, payload);
        if (!head.is_final) return true;
        const bool goes_on = take(opcode::text, std::string_view(message_));
        message_.clear();
        return goes_on;
    }

    void append(const frame_head& head, std::string_view payload);

    std::string unread_;
    std::string message_;  ///< The pieces of a message that came in several frames.
};

}  // namespace aula::load
