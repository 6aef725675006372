#include "api/path_pattern.hpp"

namespace aula {
namespace {

/// How much of `path` a brace takes: up to the next literal of the pattern, or the rest of the
/// segment.
std::size_t capture_length(std::string_view path, std::string_view rest_of_pattern) {
    const auto segment = path.substr(0, path.find('/'));
    if (rest_of_pattern.empty() || rest_of_pattern.front() == '/') return segment.size();
    const auto stop = segment.find(rest_of_pattern.front());
    return stop == std::string_view::npos ? segment.size() : stop;
}

}  // namespace

std::optional<captures> match_path(std::string_view pattern, std::string_view path) {
    captures found;
    while (!pattern.empty()) {
        if (pattern.front() != '{') {
            if (path.empty() || path.front() != pattern.front()) return {};
            pattern.remove_prefix(1);
            path.remove_prefix(1);
            continue;
        }
        const auto close = pattern.find('}');
        const auto name = pattern.substr(1, close - 1);
        pattern.remove_prefix(close + 1);
        const auto length = capture_length(path, pattern);
        if (length == 0) return {};
        found.emplace_back(name, std::string(path.substr(0, length)));
        path.remove_prefix(length);
    }
    if (!path.empty()) return {};
    return found;
}

}  // namespace aula
