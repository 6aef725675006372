#pragma once

#include <string_view>

#include "net/http.hpp"

namespace aula {

/// Whether a request that changes something may be believed to come from our own pages (cross-site
/// request forgery). A browser says so in `Sec-Fetch-Site`, or, older ones and plain HTTP, in
/// `Origin`; what says neither is a program, which is believed as long as it carries no cookie that
/// a browser might have lent it.
///
/// Requests with a bearer token and those of the operator need no such proof: no browser adds these
/// by itself.
bool is_from_our_pages(const http_request& request, std::string_view public_url, bool has_cookie);

}  // namespace aula
