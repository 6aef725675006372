#include "rehearse/live_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>

#include "generated/messages.hpp"
#include "rehearse/closing_timer.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http = beast::http;

using plain_stream = asio::ip::tcp::socket;
using tls_stream = asio::ssl::stream<plain_stream>;

constexpr auto opening_time = std::chrono::seconds(10);
constexpr auto silence_of_server =
    std::chrono::seconds(30);  // head counts come every 10 s at least
const auto as_result = asio::as_tuple(asio::use_awaitable);

error no_connection(const boost::system::error_code& why) {
    return {error_code::unavailable, "No live connection: " + why.message() + "."};
}

template <class Stream>
class socket_over final : public live_socket {
public:
    explicit socket_over(Stream stream) : ws_(std::move(stream)) {}

    asio::awaitable<result<void>> upgrade(const place& at, std::string cookies) {
        websocket::stream_base::timeout times{};
        times.handshake_timeout = opening_time;
        times.idle_timeout = silence_of_server;
        times.keep_alive_pings = false;
        ws_.set_option(times);
        const std::string origin = at.origin;
        const auto decorate = [origin, cookies](websocket::request_type& asked) {
            asked.set(http::field::origin, origin);
            if (!cookies.empty()) asked.set(http::field::cookie, cookies);
            asked.set(http::field::sec_websocket_protocol, websocket_subprotocol);
        };
        ws_.set_option(websocket::stream_base::decorator(decorate));
        const auto note_ping = [this](websocket::frame_type kind, beast::string_view) {
            heard_at_ = local_time::clock::now();
            if (kind != websocket::frame_type::ping) return;
            proven_at_ = heard_at_;
            if (last_word_) last_word_();
        };
        ws_.control_callback(note_ping);
        const auto [failed] = co_await ws_.async_handshake(at.authority, "/ws", as_result);
        if (failed) co_return no_connection(failed);
        co_return result<void>();
    }

    asio::awaitable<std::optional<std::string>> read() override {
        const auto self = shared_from_this();
        if (is_silent_) co_return std::nullopt;
        beast::flat_buffer buffer;
        const auto [failed, size] = co_await ws_.async_read(buffer, as_result);
        if (failed) {
            is_open_ = false;
            if (failed == websocket::error::closed) close_code_ = ws_.reason().code;
            co_return std::nullopt;
        }
        heard_at_ = local_time::clock::now();
        co_return beast::buffers_to_string(buffer.data());
    }

    void send(std::string text) override {
        if (!is_open_) return;
        waiting_.push_back(std::move(text));
        if (!is_writing_) start_writing();
    }

    void leave(departure how, std::function<void()> was_there) override {
        if (!is_open_) return;
        is_open_ = false;
        waiting_.clear();
        auto& tcp = beast::get_lowest_layer(ws_);
        boost::system::error_code ignored;
        switch (how) {
            case departure::close:
                return start_closing(std::move(was_there));
            case departure::fin:
                tcp.shutdown(asio::socket_base::shutdown_send, ignored);
                break;
            case departure::reset:
                tcp.set_option(asio::socket_base::linger(true, 0), ignored);
                break;
            case departure::silence:
                return fall_silent(std::move(was_there));
        }
        tcp.close(ignored);
    }

private:
    void start_writing() {
        const auto self = std::static_pointer_cast<socket_over>(shared_from_this());
        is_writing_ = true;
        asio::co_spawn(ws_.get_executor(), write_all(self), asio::detached);
    }

    static asio::awaitable<void> write_all(std::shared_ptr<socket_over> self) {
        while (!self->waiting_.empty()) {
            const std::string text = std::move(self->waiting_.front());
            self->waiting_.pop_front();
            self->proven_at_ = local_time::clock::now();
            const auto [failed, size] =
                co_await self->ws_.async_write(asio::buffer(text), as_result);
            if (failed) break;
        }
        self->is_writing_ = false;
    }

    /// Nobody reads any more, so no ping is answered but one that has been read already; the
    /// socket stays open, without a time-out of ours.
    void fall_silent(std::function<void()> last_word) {
        is_silent_ = true;
        last_word_ = std::move(last_word);
        websocket::stream_base::timeout never{};
        never.handshake_timeout = websocket::stream_base::none();
        never.idle_timeout = websocket::stream_base::none();
        never.keep_alive_pings = false;
        ws_.set_option(never);
        boost::system::error_code ignored;
        beast::get_lowest_layer(ws_).cancel(ignored);
    }

    void start_closing(std::function<void()> was_there) {
        const auto self = std::static_pointer_cast<socket_over>(shared_from_this());
        asio::co_spawn(ws_.get_executor(), close(self, std::move(was_there)), asio::detached);
    }

    static asio::awaitable<void> close(
        std::shared_ptr<socket_over> self, std::function<void()> was_there
    ) {
        const websocket::close_reason normally(websocket::close_code::normal);
        const auto [failed] = co_await self->ws_.async_close(normally, as_result);
        const bool is_heard = !failed || self->ws_.reason();  // or a read took the answer
        if (is_heard && was_there) was_there();
    }

    websocket::stream<Stream, false> ws_;  // the server does not compress
    std::deque<std::string> waiting_;
    bool is_open_ = true;
    bool is_silent_ = false;
    std::function<void()> last_word_;
    bool is_writing_ = false;
};

template <class Stream>
asio::awaitable<result<std::shared_ptr<live_socket>>> upgraded(
    Stream stream, const place& at, std::string cookies
) {
    const auto made = std::make_shared<socket_over<Stream>>(std::move(stream));
    const auto ready = co_await made->upgrade(at, std::move(cookies));
    if (!ready) co_return ready.error();
    co_return std::shared_ptr<live_socket>(made);
}

asio::awaitable<result<std::shared_ptr<live_socket>>> secured(
    plain_stream tcp, const place& at, std::string cookies
) {
    tls_stream stream(std::move(tcp), client_tls());
    SSL_set_tlsext_host_name(stream.native_handle(), at.host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(at.host));
    {
        const closing_timer limit(stream.next_layer(), opening_time);
        const auto [failed] =
            co_await stream.async_handshake(asio::ssl::stream_base::client, as_result);
        if (failed) co_return no_connection(failed);
    }
    co_return co_await upgraded(std::move(stream), at, std::move(cookies));
}

}  // namespace

asio::awaitable<result<std::shared_ptr<live_socket>>> live_socket::open(
    const place& at, std::string cookies
) {
    plain_stream tcp(co_await asio::this_coro::executor);
    boost::system::error_code ignored;
    {
        const closing_timer limit(tcp, opening_time);
        const auto [failed, used] = co_await asio::async_connect(tcp, at.addresses, as_result);
        if (failed) co_return no_connection(failed);
    }
    tcp.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (at.is_tls) co_return co_await secured(std::move(tcp), at, std::move(cookies));
    co_return co_await upgraded(std::move(tcp), at, std::move(cookies));
}

}  // namespace aula::rehearsal
