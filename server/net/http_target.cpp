#include "net/http_target.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace aula {
namespace {

bool is_clean(const boost::urls::url_view& url) {
    for (const auto& segment : url.segments()) {
        if (segment == "." || segment == "..") return false;
        if (segment.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos) return false;
    }
    return true;
}

}  // namespace

std::optional<http_target> parse_target(std::string_view target) {
    const auto parsed = boost::urls::parse_origin_form(target);
    if (!parsed || !is_clean(*parsed)) return {};
    http_target out;
    out.path = parsed->path();
    for (const auto& parameter : parsed->params()) {
        out.query.emplace_back(parameter.key, parameter.value);
    }
    return out;
}

}  // namespace aula
