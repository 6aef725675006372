#include "api/asker.hpp"

#include <algorithm>

#include "auth/secrets.hpp"

namespace aula {
namespace {

/// The token behind the scheme, whose letters may be small or large (RFC 9110 §11.1); empty when
/// the scheme is another.
std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() < scheme.size()) return {};
    const auto is_same = [](char sent, char small) {
        return (sent >= 'A' && sent <= 'Z' ? static_cast<char>(sent - 'A' + 'a') : sent) == small;
    };
    const auto sent = authorization.substr(0, scheme.size());
    if (!std::ranges::equal(sent, scheme, is_same)) return {};
    const auto begin = authorization.find_first_not_of(' ', scheme.size());
    return begin == std::string_view::npos ? std::string_view{} : authorization.substr(begin);
}

}  // namespace

const login_participant* asker::member_of(course_id course) const {
    const login_participant* found = nullptr;
    for (const auto& one : login.participants) {
        if (one.course == course) found = &one;
    }
    return found;
}

std::string_view cookie_name(std::string_view public_url) {
    return public_url.starts_with("https:") ? "__Host-aula" : "aula";
}

credentials credentials_of(const http_request& request, std::string_view public_url) {
    credentials shown{.is_local_operator = request.is_local_operator};
    const auto authorization = request.header("authorization");
    if (!authorization.empty()) {
        shown.has_bearer = true;
        const auto token = bearer_token(authorization);
        if (!token.empty()) shown.bearer_hash = hash_secret(token);
    }
    const auto cookie = request.cookie(cookie_name(public_url));
    if (!cookie.empty()) shown.cookie_hash = hash_secret(cookie);
    return shown;
}

result<asker> identify(database& db, const credentials& shown, timestamp now) {
    asker who;
    if (shown.is_local_operator) {
        who.what = asker::kind::local_operator;
    } else if (shown.has_bearer) {
        auto token = tokens::find(db, shown.bearer_hash);
        if (!token) return token.error();
        who.what = asker::kind::token;
        who.token = *std::move(token);
    } else if (!shown.cookie_hash.empty()) {
        auto login = logins::find(db, shown.cookie_hash, now);
        if (!login && login.error().code != error_code::not_found) return login.error();
        if (login && !login->participants.empty()) {
            who.what = asker::kind::login;
            who.login = *std::move(login);
        }
    }
    return who;
}

}  // namespace aula
