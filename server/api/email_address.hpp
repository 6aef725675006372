#pragma once

#include <string>
#include <string_view>

namespace aula {

/// An e-mail address as this server keeps and compares it: lower case, without blanks around it.
/// Empty when it is not one that a mail server could be asked to deliver to: `local@domain.tld`,
/// ASCII, without quotes, at most 254 characters (RFC 5321 §4.5.3.1). Everything a mail header or
/// an SMTP command could trip over is refused with the rest.
std::string normal_email(std::string_view address);

/// For an address that `normal_email` has refused: what is wrong with it, in a sentence, and what
/// helps. Addresses with letters beyond ASCII need mail servers with SMTPUTF8 (RFC 6531) on the
/// whole way; a domain with such letters has an ASCII form (RFC 5890), which browsers fill in.
std::string why_no_email(std::string_view address);

}  // namespace aula
