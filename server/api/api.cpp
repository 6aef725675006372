#include "api/api.hpp"

#include <string>

#include "api/background.hpp"
#include "api/call.hpp"
#include "api/lookup.hpp"
#include "api/same_origin.hpp"
#include "auth/tickets.hpp"
#include "base/log.hpp"
#include "base/strict_json.hpp"

namespace aula {
namespace {

struct match {
    const route* by = nullptr;  ///< Null when there is none of this method.
    captures found;
    std::string allowed;  ///< The methods that this path has; empty for an unknown path.
};

match find_route(std::string_view method, std::string_view path) {
    match out;
    for (const auto& one : routes()) {
        auto found = match_path(one.path, path);
        if (!found) continue;
        if (one.method == method) {
            out.by = &one;
            out.found = *std::move(found);
            return out;
        }
        out.allowed += (out.allowed.empty() ? "" : ", ") + std::string(one.method);
    }
    return out;
}

http_response method_not_allowed(const std::string& allowed) {
    auto out = refuse({.status = 405, .code = "invalid", .detail = "This address cannot do that."});
    out.headers.emplace_back("allow", allowed);
    return out;
}

bool is_json(std::string_view content_type) {
    return content_type.substr(0, content_type.find(';')) == "application/json";
}

/// The body of a JSON route. Without one it is `{}`, so that whoever has nothing to say need not
/// say it.
result<nlohmann::json> read_body(const http_request& request) {
    if (request.body.empty()) return nlohmann::json(nlohmann::json::object());
    if (!is_json(request.header("content-type"))) {
        return error{error_code::invalid, "Send JSON, with content-type: application/json."};
    }
    return parse_strict_json(request.body);
}

/// In units of a small request: reports fold whole logs, an upload keeps a renderer busy.
double cost_of(const route& by) {
    return by.needs == verb::read_attendance || by.body == body_kind::file ? 10 : 1;
}

bool needs_proof_of_origin(const http_request& request) {
    return request.method != "GET" && !request.is_local_operator &&
           request.header("authorization").empty();
}

}  // namespace

std::string_view call::capture(std::string_view name) const {
    for (const auto& [brace, value] : found) {
        if (brace == name) return value;
    }
    return {};
}

api::api(const api_parts& parts, std::span<const embedded_file> client)
    : parts_(parts),
      headers_(parts.settings.public_url),
      client_(client),
      rates_(parts.settings.rates),
      uploads_(parts_, behind_) {}

body_kind api::body_for(std::string_view method, std::string_view path) const {
    const auto found = find_route(method, path);
    return found.by == nullptr ? body_kind::none : found.by->body;
}

boost::asio::awaitable<http_response> api::respond(http_request& request) {
    auto out = co_await answer(request);
    headers_.add_to(out, request.is_secure);
    co_return out;
}

boost::asio::awaitable<http_response> api::answer(http_request& request) {
    auto found = find_route(request.method, request.path);
    if (found.by != nullptr) {
        auto out = co_await answer(request, *found.by, std::move(found.found));
        co_return out;
    }
    if (!found.allowed.empty()) co_return method_not_allowed(found.allowed);
    if (request.method != "GET" || request.path.starts_with("/api/")) co_return refuse(not_found());
    co_return client_.answer(request);
}

boost::asio::awaitable<http_response> api::answer(
    http_request& request, const route& by, captures found
) {
    const auto& url = parts_.settings.public_url;
    const bool has_cookie = !request.cookie(cookie_name(url)).empty();
    if (needs_proof_of_origin(request) && !is_from_our_pages(request, url, has_cookie)) {
        co_return refuse(
            {.status = 403,
             .code = "forbidden",
             .detail = "This request does not come from this server's own pages."}
        );
    }
    call c{
        .parts = parts_,
        .rates = rates_,
        .uploads = uploads_,
        .behind = behind_,
        .pages = pages_,
        .counts = counts_,
        .request = request,
        .found = std::move(found),
        .known_at = parts_.doors.revision(),
        .now = parts_.clock.now(),
    };
    if (by.needs != verb::fetch_file) {
        const auto objected = co_await look_up(c, by);
        // Also who is refused has cost us the looking up.
        const auto wait = rates_.work(request, c.who, cost_of(by), c.now);
        if (wait) co_return refuse(*wait);
        if (objected) co_return refuse(*objected);
    }
    if (by.body == body_kind::json) {
        auto body = read_body(request);
        if (!body) co_return refuse(body.error());
        c.body = *std::move(body);
    }
    auto out = co_await by.answer(c);
    co_return out;
}

}  // namespace aula
