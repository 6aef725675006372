#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string_view>

#include "api/may.hpp"
#include "net/http.hpp"

namespace aula {

struct call;

using handler = boost::asio::awaitable<http_response> (*)(call&);

/// One thing the API does: who may, and who answers.
struct route {
    std::string_view method;
    std::string_view path;  ///< With braces; see match_path. `{course}` and `{session}` are looked
                            ///< up by the router.
    body_kind body;
    verb needs;
    handler answer;
};

/// Everything there is, in the order of protocol/openapi.yaml; the files of the web client answer
/// for the rest.
std::span<const route> routes();

}  // namespace aula
