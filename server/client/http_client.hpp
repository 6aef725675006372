#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aula::cli {

/// Where a server is reached: the socket in a data folder, or a URL with a bearer token.
struct http_target {
    std::filesystem::path socket;  ///< Set for a server on this machine.
    std::string url;               ///< `http(s)://host[:port]` otherwise.
    std::string token;             ///< Sent as a bearer token when not empty.
};

struct http_call {
    std::string method = "GET";
    std::string path;  ///< Percent-encoded, with its query.
    std::string body;
    std::string content_type;
    std::string accept = "application/json";
    std::chrono::seconds deadline{60};
};

struct http_answer {
    int status = 0;
    std::string content_type;
    std::string body;
};

/// One request and its answer, over a connection of its own. Blocks; certificates are verified
/// against the system's. An error means that there was no answer: the detail says who was asked.
result<http_answer> call(const http_target& at, const http_call& request);

/// Whether somebody accepts connections on this socket.
bool is_listening(const std::filesystem::path& socket);

/// RFC 3986: everything but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace aula::cli
