#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aula {

/// A request as the API sees it: parsed, bounded and without Beast. Lives for one call of a
/// handler.
struct http_request {
    std::string method;  ///< "GET", "POST" …; HEAD arrives as GET.
    std::string path;    ///< Percent-decoded, starts with '/', without "." and "..".
    std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
    std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
    std::string body;                                          ///< At most `http_body_max` bytes.
    std::filesystem::path
        body_file;     ///< Set instead of `body` for a route that takes a file; removed afterwards.
    std::string peer;  ///< The client's address, for limits only.
    bool is_secure = false;          ///< TLS here, or a trusted proxy said so.
    bool is_local_operator = false;  ///< Came over the operator's socket in the data folder.

    std::string_view header(std::string_view lower_case_name) const;
    std::string_view query_value(std::string_view name) const;
    std::string_view cookie(std::string_view name) const;
};

struct http_response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string_view
        static_body;  ///< Bytes that live for ever (embedded files); used when `body` is empty.
    std::filesystem::path file;  ///< Sent from disk when set.
};

/// Where a request's body goes.
enum class body_kind {
    none,  ///< A body is refused (400).
    json,  ///< Into memory, at most 1 MiB, content type application/json.
    file,  ///< Streamed into a temporary file, as large as uploads may be.
};

/// What the network layer asks the API: which body a request may carry, before it is read, and then
/// the answer. `respond` runs on the connection's shard; exceptions that escape it become a 500 and
/// a log line.
class http_api {
public:
    virtual ~http_api() = default;
    virtual body_kind body_for(std::string_view method, std::string_view path) const = 0;
    virtual boost::asio::awaitable<http_response> respond(http_request& request) = 0;
};

}  // namespace aula
