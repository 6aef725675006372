#pragma once

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <string_view>

#include "net/http.hpp"
#include "net/outbox.hpp"

namespace aula {

/// For everything that is no page: opened as one, it could load and run nothing.
constexpr std::string_view closed_policy = "default-src 'none'; frame-ancestors 'none'";

/// With a 503, to whoever comes while the server ends.
constexpr std::string_view restarting = "The server is restarting; try again in a moment.";

/// An error of the network layer itself, in the API's shape: `{"error":{"code":…,"detail":…}}`.
http_response plain_error(int status, std::string_view detail);

/// What an exception in the middle of a request is answered with: 503 `busy` when memory, files or
/// threads were refused, 507 when the disk is full, else 500.
http_response answer_for(const std::exception& thrown);

/// Writes an answer: from memory, from embedded bytes or from a file. False when it could not be
/// written whole.
boost::asio::awaitable<bool> send_answer(
    outbox& to, http_response answer, bool is_head, bool is_kept
);

}  // namespace aula
