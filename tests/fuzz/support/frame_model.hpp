#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aula::fuzz {

/// What RFC 6455 says that a client's bytes mean; slow, from a whole string, and written without a
/// look at the program's own reader.
struct spoken {
    enum kind { text, binary, ping, pong, close, broken, not_utf8, too_large, too_many_parts };
    kind is;
    std::uint16_t code = 0;
    std::string payload{};
    bool operator==(const spoken&) const = default;
};

/// Up to the first error. After a close frame there is more, which nobody should look at.
std::vector<spoken> frames_in(std::string_view bytes, std::size_t message_max);

/// Whether this can be the beginning of a text in UTF-8, or a whole one.
bool is_utf8_so_far(std::string_view text, bool is_whole);

}  // namespace aula::fuzz
