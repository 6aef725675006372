#pragma once

#include <span>
#include <string>
#include <string_view>

namespace aula {

/// The candidate that a mistyped word most likely meant, or empty when none is near: at most one
/// letter, and one more for every three, is wrong.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// `; did you mean grace?`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace aula
