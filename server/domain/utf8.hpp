#pragma once

#include <string>
#include <string_view>

namespace aula::utf8 {

/// What stands in for bytes that are not UTF-8 (RFC 3629).
inline constexpr char32_t replacement = 0xFFFD;

/// Takes the first code point off `text`. Never called with an empty text. A malformed byte counts
/// as one replacement.
char32_t take(std::string_view& text);

void append(std::string& out, char32_t code_point);

}  // namespace aula::utf8
