#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.hpp"

namespace aula {

/// What every answer tells the browser not to do: run or load anything that is not ours, be framed,
/// guess content types, leak addresses. Built once; the same for pages, data and errors.
class security_headers {
public:
    /// `public_url` is the origin people open. Its WebSocket twin is named in the policy, because
    /// Safari before 15.4 does not take `'self'` to mean it.
    explicit security_headers(std::string_view public_url);

    /// Adds them, and `no-store` where the answer does not say how long it may be kept.
    void add_to(http_response& response, bool is_secure) const;

private:
    std::vector<std::pair<std::string, std::string>> always_;
};

/// `https://aula.example.org` → `wss://aula.example.org`.
std::string websocket_origin(std::string_view public_url);

}  // namespace aula
