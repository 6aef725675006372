#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aula {

/// What the braces of a pattern stood for in a path, in order.
using captures = std::vector<std::pair<std::string_view, std::string>>;

/// Matches `/decks/{hash}/{page}-{width}.webp` against a decoded path. A brace stands for one or
/// more characters other than '/', up to the first place where the text after it in the pattern
/// occurs.
std::optional<captures> match_path(std::string_view pattern, std::string_view path);

}  // namespace aula
