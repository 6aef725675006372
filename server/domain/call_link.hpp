#pragma once

#include <cstddef>
#include <string_view>

namespace aula {

inline constexpr std::size_t call_url_max = 1000;  ///< Characters.

/// Why this text cannot be the link to a call, as a sentence with the remedy; empty when it can be.
/// A link is an https address with a host name. It has no user name and no password, and every
/// character of it can be seen.
std::string_view objection_to_call_url(std::string_view url);

}  // namespace aula
