#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aula {

/// A request target, decoded (RFC 3986).
struct http_target {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

/// Nothing for what is no origin-form, or whose decoded path has `.` or `..` segments, a NUL or a
/// backslash.
std::optional<http_target> parse_target(std::string_view target);

}  // namespace aula
