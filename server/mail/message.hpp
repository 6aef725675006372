#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace aula {

/// A letter to one person, in plain text.
struct message {
    std::string from;       ///< `aula@example.org`; the bare address.
    std::string from_name;  ///< Shown beside it; may be empty.
    std::string to;
    std::string subject;
    std::string body;        ///< UTF-8; lines end in LF.
    std::string message_id;  ///< Without the angle brackets; the same at every attempt, so that a
                             ///< repeat is recognised.
    timestamp at;
};

/// The letter as RFC 5322 text: encoded headers (RFC 2047), MIME, CRLF, lines of at most 78
/// characters.
///
/// Refused (`invalid`) rather than repaired: CR, LF or NUL in anything that becomes a header, an
/// address that is not one, text that is not UTF-8.
result<std::string> to_rfc5322(const message& letter);

/// Whether we would send to it: one `@`, something on both sides, printable ASCII without spaces or
/// brackets, at most 254 characters (RFC 5321).
bool is_mail_address(std::string_view text);

}  // namespace aula
