#include "api/answers.hpp"

#include <charconv>

namespace aula {

http_response json_answer(const nlohmann::ordered_json& body, int status) {
    http_response out;
    out.status = status;
    out.headers.emplace_back("content-type", "application/json");
    // What is stored was valid UTF-8 when it came in; should a damaged text turn up, the rest is
    // still shown.
    out.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return out;
}

http_response no_content() {
    http_response out;
    out.status = 204;
    return out;
}

std::optional<std::int64_t> query_number(
    const http_request& request, std::string_view name, std::int64_t min, std::int64_t max,
    std::int64_t fallback
) {
    const auto text = request.query_value(name);
    if (text.empty()) return fallback;
    std::int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto [at, bad] = std::from_chars(text.data(), end, number);
    if (bad != std::errc{} || at != end || number < min || number > max) return {};
    return number;
}

std::optional<bool> read_flag(const http_request& request, std::string_view name) {
    const auto text = request.query_value(name);
    if (text.empty() || text == "false") return false;
    if (text == "true") return true;
    return {};
}

problem bad_page() {
    return invalid("after is the next of the page before, and limit a number from 1 to 200.");
}

}  // namespace aula
