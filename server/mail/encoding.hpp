#pragma once

#include <string>
#include <string_view>

namespace aula::mail_encoding {

bool is_utf8(std::string_view text);

/// RFC 2045, 6.8, without line breaks.
std::string base64(std::string_view bytes);

/// RFC 2045, 6.8, in lines of 76 characters that end in CRLF.
std::string base64_lines(std::string_view bytes);

/// RFC 2045, 6.7: text with LF line ends to lines of at most 76 characters that end in CRLF.
std::string quoted_printable(std::string_view text);

/// RFC 2047 words of at most 75 characters, folded onto lines of their own. `used` is how much of
/// the first line is taken.
std::string encoded_words(std::string_view text, std::size_t used);

/// A header's value: as it is when it is printable ASCII and fits the line, `encoded_words`
/// otherwise.
std::string header_text(std::string_view text, std::size_t used);

}  // namespace aula::mail_encoding
