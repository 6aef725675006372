#include "net/http_body.hpp"

#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "base/units.hpp"
#include "net/http_answer.hpp"
#include "net/upload_pace.hpp"

namespace aula {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

asio::awaitable<http_body_reader::maybe_answer> http_body_reader::read(
    head_parser& head, body_kind takes, http_request& request, temporary_file& upload
) {
    if (!has_body(head.get())) co_return maybe_answer{};
    if (takes == body_kind::none) {
        co_return plain_error(400, "This request does not take a body.");
    }
    const auto longest = takes == body_kind::json ? http_body_max : parts_.settings.upload_max;
    if (head.content_length().value_or(0) > longest) {
        co_return plain_error(413, "The body is larger than this address takes.");
    }
    if (!co_await say_continue(head.get())) co_return maybe_answer{};
    if (takes == body_kind::json) co_return co_await read_json(head, request);
    co_return co_await read_upload(head, request, upload);
}

/// Not in HTTP/1.0 (RFC 9110 §10.1.1).
asio::awaitable<bool> http_body_reader::say_continue(const head_request& head) {
    const bool is_asked = beast::iequals(head[http::field::expect], "100-continue");
    if (!is_asked || head.version() != 11) co_return true;
    http::response<http::empty_body> go_on{http::status::continue_, 11};
    io_error failed;
    co_await http::async_write(from_, go_on, into(failed));
    co_return !failed;
}

asio::awaitable<http_body_reader::maybe_answer> http_body_reader::read_json(
    head_parser& head, http_request& request
) {
    http::request_parser<http::string_body> parser(std::move(head));
    parser.body_limit(http_body_max);
    from_.expire_after(parts_.settings.json_time);
    io_error failed;
    co_await http::async_read(from_, buffer_, parser, into(failed));
    if (failed == http::error::body_limit) {
        co_return plain_error(413, "The body is larger than this address takes.");
    }
    if (failed) co_return plain_error(400, "The body did not arrive whole.");
    request.body = std::move(parser.get().body());
    co_return maybe_answer{};
}

asio::awaitable<http_body_reader::maybe_answer> http_body_reader::read_upload(
    head_parser& head, http_request& request, temporary_file& upload
) {
    http::request_parser<http::file_body> parser(std::move(head));
    parser.body_limit(parts_.settings.upload_max);
    io_error failed;
    if (spot_ != nullptr) spot_->step_in();  // this may take long
    upload = temporary_file(parts_.settings.temporary);
    parser.get().body().open(upload.path().c_str(), beast::file_mode::write, failed);
    if (failed) co_return plain_error(507, "The server has no room for the upload.");
    upload_pace pace(parts_.settings.json_time);
    while (!failed && !parser.is_done()) {
        if (parts_.phase.load() == server_phase::leaving) co_return plain_error(503, restarting);
        from_.expire_after(std::min(parts_.settings.stall_time, pace.left()));
        pace.moved(co_await http::async_read_some(from_, buffer_, parser, into(failed)));
    }
    if (failed == http::error::body_limit) {
        co_return plain_error(413, too_large_upload(parts_));
    }
    if (failed) co_return plain_error(400, "The upload did not arrive whole.");
    parser.get().body().close();
    request.body_file = upload.path();
    co_return maybe_answer{};
}

std::string too_large_upload(const net_parts& parts) {
    return "The upload is larger than " + size_text(parts.settings.upload_max) + ".";
}

}  // namespace aula
