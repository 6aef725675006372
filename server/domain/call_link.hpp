#pragma once

#include <cstddef>
#include <string_view>

#include "domain/ruling.hpp"

namespace aula {

struct session;

inline constexpr std::size_t call_url_max = 1000;  ///< Characters.

/// Why this text cannot be the link to a call, as a sentence with the remedy; empty when it can be.
/// A link is an https address with a host name. It has no user name and no password, and every
/// character of it can be seen.
std::string_view objection_to_call_url(std::string_view url);

// The rule of the link to a call outside Aula. The caller has checked the link.
ruling decide_one(const session& state, const actor& by, const change_call& asked);

}  // namespace aula
