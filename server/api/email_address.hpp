#pragma once

#include <string>
#include <string_view>

namespace aula {

/// An e-mail address as this server keeps and compares it: lower case, without blanks around it.
/// Empty when it is not one that a mail server could be asked to deliver to: `local@domain.tld`,
/// ASCII, without quotes, at most 254 characters (RFC 5321 §4.5.3.1). Everything a mail header or
/// an SMTP command could trip over is refused with the rest.
std::string normal_email(std::string_view address);

}  // namespace aula
