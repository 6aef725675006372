#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aula {

/// A person or office as a letter's header shows it.
struct mailbox {
    std::string name;     ///< May be empty; UTF-8.
    std::string address;  ///< `aula@example.org`
};

/// Reads `aula@example.org` or `Aula <aula@example.org>`; nothing when the address is none.
std::optional<mailbox> parse_mailbox(std::string_view text);

/// Whether we would send to it: one `@` with something on both sides, printable ASCII without
/// blanks, quotes, commas or brackets, at most 254 characters (RFC 5321, 4.5.3.1). What is rarer
/// than that is refused.
bool is_mail_address(std::string_view text);

}  // namespace aula
