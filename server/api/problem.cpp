#include "api/problem.hpp"

#include "base/json.hpp"

namespace aula {

problem to_problem(const error& failed) {
    using std::chrono::seconds;
    switch (failed.code) {
        case error_code::not_found:
            return not_found();
        case error_code::conflict:
            return conflict(failed.detail);
        case error_code::fenced:
            return {
                .status = 503,
                .code = "busy",
                .detail = "The session is moving to another server; try again in a moment.",
                .retry_after = seconds(2)
            };
        case error_code::forbidden:
            return {.status = 403, .code = "forbidden", .detail = failed.detail};
        case error_code::invalid:
            return invalid(failed.detail);
        case error_code::too_large:
            return {.status = 413, .code = "too_large", .detail = failed.detail};
        case error_code::busy:
            return {
                .status = 503,
                .code = "busy",
                .detail = "The server is busy; try again in a moment.",
                .retry_after = seconds(2)
            };
        case error_code::storage_full:
            return {
                .status = 507,
                .code = "storage_full",
                .detail = "The server cannot save anything at the moment.",
                .retry_after = seconds(30)
            };
        case error_code::unavailable:
            return {
                .status = 503,
                .code = "unavailable",
                .detail = "The server is restarting; try again in a moment.",
                .retry_after = seconds(5)
            };
        case error_code::internal:
            break;
    }
    return {.detail = "Something went wrong on the server; the operator's log says what."};
}

problem not_found() {
    return {.status = 404, .code = "not_found", .detail = "There is nothing here."};
}

problem unauthenticated() {
    return {
        .status = 401,
        .code = "unauthenticated",
        .detail = "Open your personal link to sign in first."
    };
}

problem not_permitted() {
    return {.status = 403, .code = "forbidden", .detail = "Your role does not allow this."};
}

problem invalid(std::string detail, std::string field) {
    return {
        .status = 400, .code = "invalid", .detail = std::move(detail), .field = std::move(field)
    };
}

problem conflict(std::string detail) {
    return {.status = 409, .code = "conflict", .detail = std::move(detail)};
}

problem too_many_requests(std::chrono::seconds wait) {
    return {
        .status = 429,
        .code = "too_many_requests",
        .detail = "That was too often; wait a little and try again.",
        .retry_after = wait
    };
}

http_response to_response(const problem& why) {
    nlohmann::ordered_json said{{"code", why.code}, {"detail", why.detail}};
    if (!why.field.empty()) said["field"] = why.field;
    if (!why.other.empty()) said["other"] = why.other;
    if (!why.names.empty()) said["names"] = why.names;
    http_response out;
    out.status = why.status;
    out.headers.emplace_back("content-type", "application/json");
    if (why.retry_after.count() > 0) {
        out.headers.emplace_back("retry-after", std::to_string(why.retry_after.count()));
    }
    if (why.status == 401) out.headers.emplace_back("www-authenticate", "Bearer");
    // A detail may quote what the client sent; bytes that are not UTF-8 become U+FFFD.
    const nlohmann::ordered_json body{{"error", std::move(said)}};
    out.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return out;
}

}  // namespace aula
