#include "net/http_answer.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/span.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <new>
#include <system_error>

namespace aula {
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

std::string_view code_of(int status) {
    switch (status) {
        case 403:
            return "forbidden";
        case 413:
            return "too_large";
        case 500:
            return "internal";
        case 503:
            return "unavailable";
        case 507:
            return "storage_full";
        default:
            return "invalid";
    }
}

http_response error_answer(int status, std::string_view code, std::string_view detail) {
    http_response answer;
    answer.status = status;
    answer.headers = {
        {"Content-Type", "application/json"},
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy", std::string(closed_policy)},
        {"X-Content-Type-Options", "nosniff"},
    };
    answer.body = R"({"error":{"code":")" + std::string(code) + R"(","detail":")" +
                  std::string(detail) + R"("}})";
    return answer;
}

http_response busy() {
    auto answer = error_answer(503, "busy", "The server is busy; try again in a moment.");
    answer.headers.emplace_back("Retry-After", "2");
    return answer;
}

/// Memory, files, processes or threads.
bool is_used_up(const std::error_code& why) {
    return why == std::errc::not_enough_memory || why == std::errc::too_many_files_open ||
           why == std::errc::too_many_files_open_in_system ||
           why == std::errc::resource_unavailable_try_again;
}

template <class Body>
void set_head(http::response<Body>& out, const http_response& answer, bool is_kept) {
    out.version(11);
    out.result(static_cast<unsigned>(answer.status));
    for (const auto& [name, value] : answer.headers) out.insert(name, value);
    out.keep_alive(is_kept);
}

template <class Body>
asio::awaitable<bool> write(outbox& to, http::response<Body>& out, bool is_head) {
    io_error failed;
    http::response_serializer<Body> serializer(out);
    if (is_head) {
        co_await http::async_write_header(to, serializer, into(failed));
    } else {
        co_await http::async_write(to, serializer, into(failed));
    }
    co_return !failed;
}

asio::awaitable<bool> send_file(
    outbox& to, const http_response& answer, bool is_head, bool is_kept
) {
    http::response<http::file_body> out;
    io_error failed;
    out.body().open(answer.file.c_str(), boost::beast::file_mode::scan, failed);
    if (failed) {
        const bool is_missing = failed == boost::system::errc::no_such_file_or_directory;
        auto refused = busy();
        if (is_missing) refused = plain_error(404, "There is no such file.");
        co_return co_await send_answer(to, std::move(refused), is_head, is_kept);
    }
    set_head(out, answer, is_kept);
    out.content_length(out.body().size());
    co_return co_await write(to, out, is_head);
}

}  // namespace

http_response plain_error(int status, std::string_view detail) {
    return error_answer(status, code_of(status), detail);
}

http_response answer_for(const std::exception& thrown) {
    const auto* failed = dynamic_cast<const std::system_error*>(&thrown);
    if (failed != nullptr && failed->code() == std::errc::no_space_on_device) {
        return plain_error(507, "The server has no room for this.");
    }
    const bool is_memory = dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr;
    if (is_memory || (failed != nullptr && is_used_up(failed->code()))) return busy();
    return plain_error(500, "Something went wrong here; it has been logged.");
}

asio::awaitable<bool> send_answer(outbox& to, http_response answer, bool is_head, bool is_kept) {
    if (!answer.file.empty()) co_return co_await send_file(to, answer, is_head, is_kept);
    http::response<http::span_body<const char>> out;
    set_head(out, answer, is_kept);
    const std::string_view bytes = answer.body.empty() ? answer.static_body : answer.body;
    out.body() = {bytes.data(), bytes.size()};
    if (answer.status != 204 && answer.status != 304) out.content_length(bytes.size());
    co_return co_await write(to, out, is_head);
}

}  // namespace aula
