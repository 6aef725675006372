#include "api/security_headers.hpp"

#include "net/http_answer.hpp"

namespace aula {

std::string websocket_origin(std::string_view public_url) {
    const auto scheme_end = public_url.find("://");
    if (scheme_end == std::string_view::npos) return {};
    const bool is_secure = public_url.starts_with("https:");
    return (is_secure ? "wss" : "ws") + std::string(public_url.substr(scheme_end));
}

security_headers::security_headers(std::string_view public_url)
    : of_page_{
          {"content-security-policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
           "font-src 'self'; manifest-src 'self'; connect-src 'self' " +
               websocket_origin(public_url) +
               "; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
               "require-trusted-types-for 'script'; trusted-types 'none'"},
          {"x-content-type-options", "nosniff"},
          {"x-frame-options", "DENY"},
          {"referrer-policy", "no-referrer"},
          {"cross-origin-opener-policy", "same-origin"},
          {"cross-origin-resource-policy", "same-origin"},
          {"permissions-policy",
           "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), "
           "browsing-topics=(), interest-cohort=()"},
      },
      of_others_{
          {"content-security-policy", std::string(closed_policy)},
          {"x-content-type-options", "nosniff"},
          {"cross-origin-resource-policy", "same-origin"},
      } {}

void security_headers::add_to(http_response& response, bool is_secure) const {
    auto& headers = response.headers;
    bool says_how_long = false;
    bool is_page = false;
    for (const auto& [name, value] : headers) {
        says_how_long = says_how_long || name == "cache-control";
        is_page = is_page || (name == "content-type" && value.starts_with("text/html"));
    }
    if (!says_how_long) headers.emplace_back("cache-control", "no-store");
    const auto& mine = is_page ? of_page_ : of_others_;
    headers.insert(headers.end(), mine.begin(), mine.end());
    if (is_secure) headers.emplace_back("strict-transport-security", "max-age=31536000");
}

}  // namespace aula
