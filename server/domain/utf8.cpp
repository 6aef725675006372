#include "domain/utf8.hpp"

#include <cstddef>

namespace aula::utf8 {
namespace {

struct shape {
    std::size_t length;
    char32_t bits;      ///< Of the first byte.
    char32_t smallest;  ///< Below it the sequence is overlong.
};

shape shape_of(unsigned char first) {
    if (first < 0x80) return {1, first, 0};
    if (first >= 0xC2 && first < 0xE0) return {2, first & 0x1FU, 0x80};
    if (first >= 0xE0 && first < 0xF0) return {3, first & 0x0FU, 0x800};
    if (first >= 0xF0 && first < 0xF5) return {4, first & 0x07U, 0x10000};
    return {0, 0, 0};
}

char as_byte(char32_t value) {
    return static_cast<char>(static_cast<unsigned char>(value));
}

}  // namespace

char32_t take(std::string_view& text) {
    const auto [length, bits, smallest] = shape_of(static_cast<unsigned char>(text[0]));
    char32_t point = bits;
    bool is_valid = length != 0 && length <= text.size();
    for (std::size_t i = 1; is_valid && i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        is_valid = (next & 0xC0U) == 0x80U;
        point = (point << 6U) | (next & 0x3FU);
    }
    const bool is_surrogate = point >= 0xD800 && point < 0xE000;
    if (!is_valid || point < smallest || point > 0x10FFFF || is_surrogate) {
        text.remove_prefix(1);
        return replacement;
    }
    text.remove_prefix(length);
    return point;
}

void append(std::string& out, char32_t point) {
    if (point < 0x80) {
        out += as_byte(point);
        return;
    }
    if (point < 0x800) {
        out += as_byte(0xC0U | (point >> 6U));
    } else if (point < 0x10000) {
        out += as_byte(0xE0U | (point >> 12U));
        out += as_byte(0x80U | ((point >> 6U) & 0x3FU));
    } else {
        out += as_byte(0xF0U | (point >> 18U));
        out += as_byte(0x80U | ((point >> 12U) & 0x3FU));
        out += as_byte(0x80U | ((point >> 6U) & 0x3FU));
    }
    out += as_byte(0x80U | (point & 0x3FU));
}

}  // namespace aula::utf8
