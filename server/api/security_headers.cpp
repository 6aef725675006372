#include "api/security_headers.hpp"

#include <algorithm>

namespace aula {

std::string websocket_origin(std::string_view public_url) {
    const auto scheme_end = public_url.find("://");
    if (scheme_end == std::string_view::npos) return {};
    const bool is_secure = public_url.starts_with("https:");
    return (is_secure ? "wss" : "ws") + std::string(public_url.substr(scheme_end));
}

security_headers::security_headers(std::string_view public_url)
    : always_{
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
      } {}

void security_headers::add_to(http_response& response, bool is_secure) const {
    auto& headers = response.headers;
    const bool says_how_long = std::ranges::any_of(headers, [](const auto& header) {
        return header.first == "cache-control";
    });
    if (!says_how_long) headers.emplace_back("cache-control", "no-store");
    headers.insert(headers.end(), always_.begin(), always_.end());
    if (is_secure) headers.emplace_back("strict-transport-security", "max-age=31536000");
}

}  // namespace aula
