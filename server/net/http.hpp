#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aula {

/// What the API keeps of a request from `admit` to `respond`.
class http_findings {
public:
    virtual ~http_findings() = default;
};

/// A request as the API sees it: parsed, bounded and without Beast. Lives, in one place, until its
/// answer.
struct http_request {
    std::string method;  ///< "GET", "POST" …; HEAD arrives as GET.
    std::string path;    ///< Percent-decoded, starts with '/', without "." and "..".
    std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
    std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
    std::optional<std::uint64_t> body_bytes;  ///< What the head says; empty when it does not say.
    std::string body;                         ///< At most `http_admission::body_max` bytes.
    std::filesystem::path
        body_file;  ///< Set instead of `body` for a route that takes a file; removed afterwards.
    std::unique_ptr<http_findings> findings;  ///< The API's own.
    std::string peer;                         ///< The client's address, for limits only.
    bool is_secure = false;                   ///< TLS here, or a trusted proxy said so.
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
    json,  ///< Into memory, content type application/json.
    file,  ///< Streamed into a temporary file, as large as uploads may be.
};

/// What the API makes of a request's head.
struct http_admission {
    std::optional<http_response> refused;  ///< Then nothing of the body is read.
    body_kind takes = body_kind::none;
    std::uint64_t body_max = 0;  ///< Bytes of a JSON body (413).
    bool is_known = false;       ///< Somebody with a name asks, and may: the place is theirs.
};

/// What the network layer asks the API: first with the head alone, whether the request may go on
/// and with which body; then, with the body, for the answer. Both run on the connection's shard;
/// exceptions that escape them become a 500 and a log line.
class http_api {
public:
    virtual ~http_api() = default;
    virtual boost::asio::awaitable<http_admission> admit(http_request& request) = 0;
    virtual boost::asio::awaitable<http_response> respond(http_request& request) = 0;
};

}  // namespace aula
