#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "api/may.hpp"
#include "api/problem.hpp"
#include "base/strict_json.hpp"
#include "net/http.hpp"

namespace aula {

struct call;

using handler = boost::asio::awaitable<http_response> (*)(call&);
using objector = boost::asio::awaitable<std::optional<problem>> (*)(call&);

/// What a route takes as its body.
struct body_rule {
    body_kind kind = body_kind::none;
    json_bounds bounds = {};                       ///< Of JSON.
    std::uint64_t stranger_bytes_max = 64 * 1024;  ///< Of JSON, while nobody known asks.
    std::uint64_t bytes_max = 1024 * 1024;         ///< Of JSON, from somebody known.

    bool operator==(body_kind other) const { return kind == other; }
};

/// Who pays for a request, and when.
enum class payment : std::uint8_t {
    at_once,     ///< The asker, before the body is read.
    by_handler,  ///< The handler charges only what fails; nonsense is charged here.
};

/// One thing the API does: who may, and who answers.
struct route {
    std::string_view method;
    std::string_view path;  ///< With braces; see match_path. `{course}` and `{session}` are looked
                            ///< up by the router.
    body_rule body;
    verb needs;
    handler answer;
    /// Asked once the asker may, before the body is read; null: nothing more to ask. It finds all
    /// of the `call` but its body.
    objector before_body = nullptr;
    payment pays = payment::at_once;
};

/// Everything there is, in the order of protocol/openapi.yaml; the files of the web client answer
/// for the rest.
std::span<const route> routes();

}  // namespace aula
