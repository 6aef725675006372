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

/// In units of a small request: reports fold whole logs, an upload keeps a renderer busy.
double cost_of(const route& by) {
    return by.needs == verb::read_attendance || by.body == body_kind::file ? 10 : 1;
}

/// The same for the bytes of a body: parsing a unit takes about as long as a small request.
double cost_of(const std::string& body) {
    constexpr double bytes_a_unit = 4096;
    return static_cast<double>(body.size()) / bytes_a_unit;
}

/// A larger body may take more than a millisecond to parse.
constexpr std::size_t parsed_here_max = 8 * 1024;

/// For this time, while a body arrives, the first answer about the asker is good.
constexpr std::chrono::seconds fresh_for{1};

http_response not_from_our_pages() {
    return refuse(
        {.status = 403,
         .code = "forbidden",
         .detail = "This request does not come from this server's own pages."}
    );
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

/// What is known of a request between its head and its answer.
struct api::findings final : http_findings {
    findings(const route& which, call about) : by(which), c(std::move(about)) {}

    const route& by;
    call c;
};

boost::asio::awaitable<http_admission> api::admit(http_request& request) {
    auto out = co_await look_at_head(request);
    if (out.refused) headers_.add_to(*out.refused, request.is_secure);
    co_return out;
}

boost::asio::awaitable<http_admission> api::look_at_head(http_request& request) {
    auto found = find_route(request.method, request.path);
    http_admission out;
    if (found.by == nullptr) co_return out;
    request.findings = std::make_unique<findings>(
        *found.by,
        call{
            .parts = parts_,
            .rates = rates_,
            .uploads = uploads_,
            .behind = behind_,
            .pages = pages_,
            .counts = counts_,
            .request = request,
            .found = std::move(found.found),
        }
    );
    out = co_await admit_to(request, *found.by);
    co_return out;
}

boost::asio::awaitable<http_admission> api::admit_to(http_request& request, const route& by) {
    const auto& url = parts_.settings.public_url;
    auto& about = static_cast<findings&>(*request.findings);
    http_admission out;
    const bool has_cookie = !request.cookie(cookie_name(url)).empty();
    if (needs_proof_of_origin(request) && !is_from_our_pages(request, url, has_cookie)) {
        out.refused = not_from_our_pages();
        co_return out;
    }
    const auto objected = co_await objection_to(about);
    if (objected) {
        out.refused = refuse(*objected);
        co_return out;
    }
    out.is_known = about.c.who.what != asker::kind::anonymous;
    out.takes = by.body.kind;
    out.body_max = out.is_known ? by.body.bytes_max : by.body.stranger_bytes_max;
    co_return out;
}

/// Also who is refused has cost us the looking up.
boost::asio::awaitable<std::optional<problem>> api::objection_to(findings& to) {
    auto& c = to.c;
    const auto& by = to.by;
    c.known_at = parts_.doors.revision();
    c.now = parts_.clock.now();
    if (by.needs == verb::fetch_file) co_return std::optional<problem>{};
    auto objected = co_await look_up(c, by);
    if (by.pays == payment::at_once) {
        const auto wait = rates_.work(c.request, c.who, cost_of(by), c.now);
        if (wait) co_return wait;
    }
    if (!objected && by.before_body != nullptr) objected = co_await by.before_body(c);
    co_return objected;
}

boost::asio::awaitable<http_response> api::respond(http_request& request) {
    auto out = co_await answer(request);
    headers_.add_to(out, request.is_secure);
    request.findings.reset();
    co_return out;
}

boost::asio::awaitable<http_response> api::answer(http_request& request) {
    if (!request.findings) {
        auto admitted = co_await look_at_head(request);
        if (admitted.refused) co_return *std::move(admitted.refused);
    }
    if (request.findings) co_return co_await answer_by(static_cast<findings&>(*request.findings));
    const auto found = find_route(request.method, request.path);
    if (!found.allowed.empty()) co_return method_not_allowed(found.allowed);
    if (request.method != "GET" || request.path.starts_with("/api/")) co_return refuse(not_found());
    co_return client_.answer(request);
}

boost::asio::awaitable<http_response> api::answer_by(findings& about) {
    auto& c = about.c;
    const auto& by = about.by;
    const bool is_stale = by.body == body_kind::file || parts_.clock.now() - c.now > fresh_for;
    if (is_stale && by.needs != verb::fetch_file) {
        c.known_at = parts_.doors.revision();
        c.now = parts_.clock.now();
        if (const auto objected = co_await look_up(c, by)) co_return refuse(*objected);
    }
    if (by.body == body_kind::json) {
        if (const auto wait = charge_for_body(about)) co_return refuse(*wait);
        auto body = co_await read_body(about);
        if (!body) co_return refuse_body(about, body.error());
        c.body = *std::move(body);
    }
    auto out = co_await by.answer(c);
    co_return out;
}

/// Nonsense is paid for where nothing has been paid yet.
http_response api::refuse_body(const findings& of, const error& why) {
    const auto& c = of.c;
    const bool is_paid = of.by.pays == payment::at_once;
    const auto wait = is_paid ? std::nullopt : rates_.work(c.request, c.who, 1, c.now);
    return wait ? refuse(*wait) : refuse(why);
}

std::optional<problem> api::charge_for_body(const findings& of) {
    const auto cost = cost_of(of.c.request.body);
    if (cost < 1 || of.by.pays != payment::at_once) return {};
    return rates_.work(of.c.request, of.c.who, cost, of.c.now);
}

/// The body of a JSON route. Without one it is `{}`, so that whoever has nothing to say need not
/// say it.
boost::asio::awaitable<result<nlohmann::json>> api::read_body(findings& of) {
    auto& request = of.c.request;
    if (request.body.empty()) co_return nlohmann::json(nlohmann::json::object());
    if (!is_json(request.header("content-type"))) {
        co_return error{error_code::invalid, "Send JSON, with content-type: application/json."};
    }
    auto parse = [&text = request.body, bounds = of.by.body.bounds] {
        return parse_strict_json(text, bounds);
    };
    if (request.body.size() <= parsed_here_max) co_return parse();
    co_return co_await behind_.run(std::move(parse));
}

}  // namespace aula
