#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aula::test {

/// A frame as a client sends it (RFC 6455 §5.2): masked, its length in the shortest form.
inline std::string client_frame_of(unsigned char first, std::string_view payload) {
    std::string out(1, static_cast<char>(first));
    const auto append_length = [&out, &payload](int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            const auto length = static_cast<std::uint64_t>(payload.size());
            out.push_back(static_cast<char>((length >> shift) & 0xff));
        }
    };
    const int form = payload.size() < 126 ? 0 : payload.size() < 0x10000 ? 2 : 8;
    const auto short_length = form == 0 ? payload.size() : form == 2 ? 126 : 127;
    out.push_back(static_cast<char>(0x80 | short_length));
    if (form > 0) append_length(form);
    constexpr std::string_view mask = "\x37\xfa\x21\x3d";
    out.append(mask);
    for (std::size_t at = 0; at < payload.size(); ++at) {
        out.push_back(static_cast<char>(payload[at] ^ mask[at % mask.size()]));
    }
    return out;
}

}  // namespace aula::test
