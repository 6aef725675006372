#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/mailbox.hpp"

namespace aula {

/// A letter to one person, in plain text.
struct message {
    mailbox from;
    std::string to;       ///< The bare address.
    std::string subject;  ///< UTF-8.
    std::string body;     ///< UTF-8; lines end in LF.
    std::string id;       ///< `m7.1772442900000@example.org`: the same at every attempt, so that a
                          ///< repeat is recognised.
    timestamp at;
};

/// The letter as RFC 5322 text: headers encoded by RFC 2047, MIME, CRLF, lines of at most 78
/// characters, and `Auto-Submitted` (RFC 3834), so that no holiday notice answers it.
///
/// Refused (`invalid`) rather than repaired: a control character in anything that becomes a header,
/// an address that is not one, text that is not UTF-8.
result<std::string> to_rfc5322(const message& letter);

}  // namespace aula
