#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aula {

/// What a join link, a login cookie, a bearer token or a ticket consists of: 256 bits from the
/// kernel, as 43 characters of base64url (RFC 4648 §5, without padding).
std::string new_secret();
inline constexpr std::size_t secret_length = 43;

/// What is kept of a secret: its SHA-256 in hexadecimal. A secret of 256 bits cannot be guessed
/// from it, so no salt and no slow hash; and since secrets are looked up by this hash, no
/// comparison can tell a guesser how close they are.
std::string hash_secret(std::string_view secret);

}  // namespace aula
