#pragma once

#include <cstddef>
#include <string_view>

#include "base/json_fwd.hpp"
#include "base/result.hpp"

namespace aula {

/// Parses one JSON document from outside, strictly: RFC 8259 and nothing else (no comments, no
/// trailing text), valid UTF-8, no object with the same key twice, and no nesting deeper than
/// `depth_max`. The error is `invalid` and says where.
result<nlohmann::json> parse_strict_json(std::string_view text, std::size_t depth_max = 16);

}  // namespace aula
