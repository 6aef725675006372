#pragma once

#include <cstdint>
#include <string_view>

namespace aula {

/// Whether the pieces of a text are UTF-8 so far (RFC 3629): a piece may end in mid-character, and
/// the first wrong byte is noticed at once (RFC 6455 §8.1).
class utf8_check {
public:
    /// False from the first wrong byte on.
    bool take(std::string_view piece);

    /// No character is open: a text may end here.
    bool is_whole() const { return missing_ == 0; }
    void restart() { missing_ = 0; }

private:
    bool start(unsigned char first);

    std::uint8_t missing_ = 0;  ///< Bytes of the open character that are still to come.
    std::uint8_t least_ = 0;    ///< Bounds of the next of them: no overlong form, no surrogate,
    std::uint8_t most_ = 0;     ///< nothing beyond U+10FFFF.
};

}  // namespace aula
