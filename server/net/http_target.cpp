#include "net/http_target.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace aula {
namespace {

/// Looked at as a whole: Boost.URL passes over a `.` in front when it counts segments.
bool is_clean(const boost::urls::url_view& url, const std::string& path) {
    const auto around = path + '/';
    const bool has_dots =
        around.find("/./") != std::string::npos || around.find("/../") != std::string::npos;
    const bool hides_slash =
        std::ranges::count(path, '/') != std::ranges::count(url.encoded_path(), '/');
    return !has_dots && !hides_slash &&
           path.find_first_of(std::string_view("\\\0", 2)) == std::string::npos;
}

}  // namespace

std::optional<http_target> parse_target(std::string_view target) {
    const auto parsed = boost::urls::parse_origin_form(target);
    if (!parsed) return {};
    http_target out;
    out.path = parsed->path();
    if (!is_clean(*parsed, out.path)) return {};
    for (const auto& parameter : parsed->params()) {
        out.query.emplace_back(parameter.key, parameter.value);
    }
    return out;
}

}  // namespace aula
