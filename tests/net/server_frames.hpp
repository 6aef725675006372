#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aula::test {

/// What a server sent, as a client must be able to read it (RFC 6455 §5.1, §5.2): whole frames,
/// unmasked, unfragmented, without reserved bits, lengths in the shortest form.
struct server_frame {
    enum kind : unsigned char { text = 0x81, close = 0x88, ping = 0x89, pong = 0x8a };
    unsigned char first = 0;
    std::string payload;

    /// Of a close; 1005 when it has none.
    unsigned code() const {
        if (payload.size() < 2) return 1005;
        return static_cast<unsigned char>(payload[0]) * 256U +
               static_cast<unsigned char>(payload[1]);
    }
};

/// Nothing when these bytes are no row of such frames; what is cut off at the end is left in
/// `rest`.
inline std::optional<std::vector<server_frame>> read_server_frames(std::string_view& rest) {
    std::vector<server_frame> out;
    const auto byte = [&rest](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
    while (rest.size() >= 2) {
        const auto first = byte(0);
        if (first != server_frame::text && first != server_frame::close &&
            first != server_frame::ping && first != server_frame::pong) {
            return {};
        }
        std::size_t head = 2, length = byte(1);
        if (length > 127 || (length > 125 && first != server_frame::text)) return {};
        if (length > 125) {
            const std::size_t digits = length == 126 ? 2 : 8;
            const std::size_t least = length == 126 ? 126 : 0x10000;
            head += digits;
            if (rest.size() < head) break;
            length = 0;
            for (std::size_t at = 2; at < head; ++at) length = length << 8 | byte(at);
            if (length < least) return {};
        }
        if (rest.size() - head < length) break;
        out.push_back({first, std::string(rest.substr(head, length))});
        rest.remove_prefix(head + length);
    }
    return out;
}

}  // namespace aula::test
