#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

#include "base/json_fwd.hpp"
#include "base/result.hpp"

namespace aula {

/// How much a document from outside may hold. Reading ends at the first value beyond it, so that a
/// large document of the wrong shape costs no more than a small one.
struct json_bounds {
    std::size_t depth_max = 16;                                        ///< Levels of nesting.
    std::size_t values_max = std::numeric_limits<std::size_t>::max();  ///< Objects and lists too.
};

/// Parses one JSON document from outside, strictly: RFC 8259 and nothing else (no comments, no
/// trailing text), valid UTF-8, no object with the same key twice, and nothing beyond `bounds`. The
/// error is `invalid` and says where.
result<nlohmann::json> parse_strict_json(std::string_view text, json_bounds bounds = {});

}  // namespace aula
