#pragma once

#include <string>

#include "base/ids.hpp"
#include "net/http.hpp"
#include "store/logins.hpp"
#include "store/tokens.hpp"

namespace aula {

/// Who sends a request: a browser with a login, a program with a token, the operator at the
/// machine, or nobody known.
struct asker {
    enum class kind { anonymous, login, token, local_operator };

    kind what = kind::anonymous;
    login_record login;  ///< Filled for `login`.
    token_record token;  ///< Filled for `token`.

    /// The person this browser is in the course; null when it is nobody there, or when no browser
    /// asks.
    const login_participant* member_of(course_id course) const;
};

/// What a request shows of its sender, hashed, before the store is asked.
struct credentials {
    bool is_local_operator = false;
    bool has_bearer = false;
    std::string bearer_hash;
    std::string cookie_hash;  ///< Empty without a cookie.
};

/// The login cookie's name: bound to host and TLS where the server is reached by HTTPS, plain on a
/// loopback address.
std::string_view cookie_name(std::string_view public_url);

credentials credentials_of(const http_request& request, std::string_view public_url);

/// Looks the sender up. A cookie that is not known (any more) makes an anonymous; a bearer token
/// that is not known is `not_found`, because a program has to be told.
result<asker> identify(database& db, const credentials& shown, timestamp now);

}  // namespace aula
