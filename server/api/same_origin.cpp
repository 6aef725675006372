#include "api/same_origin.hpp"

namespace aula {

bool is_from_our_pages(const http_request& request, std::string_view public_url, bool has_cookie) {
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) return site == "same-origin";
    const auto origin = request.header("origin");
    if (!origin.empty()) return origin == public_url;
    return !has_cookie;
}

}  // namespace aula
