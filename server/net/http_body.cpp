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

namespace {

constexpr std::string_view body_too_large = "The body is larger than this address takes.";

/// What a body that did not arrive is answered with.
http_response answer_for_body(const io_error& failed, const std::string& if_too_large) {
    if (failed == http::error::body_limit) return plain_error(413, if_too_large);
    if (failed == boost::system::errc::no_space_on_device) {
        return plain_error(507, "The server has no room for the upload.");
    }
    return plain_error(400, "The body did not arrive whole.");
}

}  // namespace

asio::awaitable<http_body_reader::maybe_answer> http_body_reader::read(
    head_parser& head, const http_admission& admitted, http_request& request, temporary_file& upload
) {
    if (!has_body(head.get())) co_return maybe_answer{};
    if (admitted.takes == body_kind::none) {
        co_return plain_error(400, "This request does not take a body.");
    }
    const bool is_json = admitted.takes == body_kind::json;
    const auto most = is_json ? admitted.body_max : parts_.settings.upload_max;
    if (head.content_length().value_or(0) > most) co_return plain_error(413, body_too_large);
    if (!co_await say_continue(head.get())) co_return maybe_answer{};
    if (head.chunked()) chunks_.emplace();
    wants_more_ = buffer_.size() == 0;
    if (is_json) co_return co_await read_json(head, most, request);
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

template <class Parser>
asio::awaitable<std::size_t> http_body_reader::read_some(Parser& parser, io_error& failed) {
    constexpr std::size_t at_once = 64 * 1024;
    if (wants_more_) {
        const auto room = buffer_.prepare(beast::read_size(buffer_, at_once));
        if (room.size() == 0) failed = http::error::buffer_overflow;
        if (failed) co_return 0;
        buffer_.commit(co_await from_.async_read_some(room, into(failed)));
        if (failed) co_return 0;
    }
    const auto bytes = buffer_.data();
    const auto used = parser.put(bytes, failed);
    wants_more_ = failed == http::error::need_more || used == bytes.size();
    if (failed == http::error::need_more) failed = {};
    const std::string_view seen(static_cast<const char*>(bytes.data()), used);
    if (chunks_ && !failed && !chunks_->take(seen)) failed = http::error::bad_chunk;
    buffer_.consume(used);
    co_return used;
}

asio::awaitable<http_body_reader::maybe_answer> http_body_reader::read_json(
    head_parser& head, std::uint64_t most, http_request& request
) {
    http::request_parser<http::string_body> parser(std::move(head));
    parser.body_limit(most);
    parser.eager(true);
    from_.expire_after(parts_.settings.json_time);
    io_error failed;
    while (!failed && !parser.is_done()) co_await read_some(parser, failed);
    if (failed) co_return answer_for_body(failed, std::string(body_too_large));
    request.body = std::move(parser.get().body());
    co_return maybe_answer{};
}

asio::awaitable<http_body_reader::maybe_answer> http_body_reader::read_upload(
    head_parser& head, http_request& request, temporary_file& upload
) {
    http::request_parser<http::file_body> parser(std::move(head));
    parser.body_limit(parts_.settings.upload_max);
    parser.eager(true);
    io_error failed;
    upload = temporary_file(parts_.settings.temporary);
    parser.get().body().open(upload.path().c_str(), beast::file_mode::write, failed);
    if (failed) co_return plain_error(507, "The server has no room for the upload.");
    upload_pace pace(parts_.settings.json_time);
    while (!failed && !parser.is_done()) {
        if (parts_.phase.load() == server_phase::leaving) co_return plain_error(503, restarting);
        from_.expire_after(std::min(parts_.settings.stall_time, pace.left()));
        pace.moved(co_await read_some(parser, failed));
    }
    if (failed) co_return answer_for_body(failed, too_large_upload(parts_));
    parser.get().body().close();
    request.body_file = upload.path();
    co_return maybe_answer{};
}

std::string too_large_upload(const net_parts& parts) {
    return "The upload is larger than " + size_text(parts.settings.upload_max) + ".";
}

}  // namespace aula
