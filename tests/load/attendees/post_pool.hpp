#pragma once

#include <functional>
#include <string>

#include "http_line.hpp"

namespace aula::load {

/// One of many requests of the same kind.
struct post_request {
    std::string path;
    std::string cookie;
    std::string body;
};

/// Sends `count` requests over at most `lines` kept connections and hands every reply to `take`.
/// Throws std::runtime_error for a status other than the wanted one, or after `patience`.
void post_all(
    event_loop& loop, const target& to, std::size_t count, int wanted_status,
    const std::function<post_request(std::size_t)>& make,
    const std::function<void(std::size_t, const http_reply&)>& take
);

}  // namespace aula::load
