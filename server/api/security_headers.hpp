#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.hpp"

namespace aula {

/// What every answer tells the browser not to do. A page may run and load what is ours only, may
/// not be framed and leaks no address; everything else is to be taken for what it says it is, and
/// does nothing at all should somebody open it as a page. Built once.
class security_headers {
public:
    /// `public_url` is the origin people open. Its WebSocket twin is named in the policy, because
    /// Safari before 15.4 does not take `'self'` to mean it.
    explicit security_headers(std::string_view public_url);

    /// Adds them, and `no-store` where the answer does not say how long it may be kept.
    void add_to(http_response& response, bool is_secure) const;

private:
    using lines = std::vector<std::pair<std::string, std::string>>;

    const lines of_page_;
    const lines of_others_;
};

/// `https://aula.example.org` → `wss://aula.example.org`.
std::string websocket_origin(std::string_view public_url);

}  // namespace aula
