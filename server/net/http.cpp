#include "net/http.hpp"

namespace aula {
namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

std::string_view first_named(const pairs& in, std::string_view name) {
    for (const auto& [key, value] : in) {
        if (key == name) return value;
    }
    return {};
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

}  // namespace

std::string_view http_request::header(std::string_view lower_case_name) const {
    return first_named(headers, lower_case_name);
}

std::string_view http_request::query_value(std::string_view name) const {
    return first_named(query, name);
}

std::string_view http_request::cookie(std::string_view name) const {
    std::string_view rest = header("cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        const auto pair = trim(rest.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return {};
}

}  // namespace aula
