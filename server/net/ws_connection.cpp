#include "net/ws_connection.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "base/log.hpp"
#include "generated/codec.hpp"
#include "net/command_budget.hpp"

namespace aula {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

using upgrade_request = beast::http::request<beast::http::empty_body>;
using socket_stream = websocket::stream<outbox&>;
constexpr int bad_messages_max = 20;
constexpr int message_frames_max = 64;
constexpr std::size_t read_piece = 4096;

void configure(socket_stream& stream) {
    stream.set_option(websocket::stream_base::timeout{
        websocket::stream_base::none(), websocket::stream_base::none(), false
    });
    stream.set_option(websocket::stream_base::decorator([](websocket::response_type& answer) {
        answer.set(beast::http::field::sec_websocket_protocol, websocket_subprotocol);
        answer.set(beast::http::field::server, "aula");
    }));
    stream.read_message_max(0);  // `read_message` has its own bound, and says so by our close code
}

/// One whole message into `buffer`. False when the connection is over, by them or by us: a message
/// may have `command_bytes_max` bytes in `message_frames_max` pieces.
asio::awaitable<bool> read_message(socket_stream& from, outbox& out, beast::flat_buffer& buffer) {
    io_error failed;
    for (int pieces = 0; pieces < message_frames_max; ++pieces) {
        co_await from.async_read_some(buffer, read_piece, into(failed));
        if (failed || out.closed_as()) co_return false;
        if (buffer.size() > limits::command_bytes_max) {
            out.close(close_code::too_large);
            co_return false;
        }
        if (from.is_message_done()) co_return true;
    }
    out.close(close_code::bad_message);
    co_return false;
}

/// Says no to one message. A client that sends nothing but nonsense is let go.
void refuse(outbox& to, std::uint32_t ref, refusal reason, std::optional<milliseconds> retry) {
    std::string payload, frame;
    encode(payload, refused{.ref = ref, .reason = reason, .retry_after_ms = retry});
    append_text_frame(frame, payload);
    to.push(std::make_shared<const std::string>(std::move(frame)));
}

/// One WebSocket after its upgrade.
///
/// Lives on: its shard, in the coroutine's frame.
class live_client {
public:
    live_client(
        std::shared_ptr<outbox> out, net_parts& parts, std::size_t shard, std::string origin
    )
        : out_(std::move(out)),
          parts_(parts),
          here_(parts.live.on(shard)),
          origin_(std::move(origin)),
          commands_(parts.settings.commands_per_second, parts.settings.commands_burst) {}

    ~live_client() { forget_me(); }
    live_client(const live_client&) = delete;
    live_client& operator=(const live_client&) = delete;

    void take(std::string_view text, bool is_text) {
        if (!is_text) return bad({}, "a binary message");
        auto message = decode_client(text);
        if (auto* said = std::get_if<hello>(&message)) return greet(*said);
        if (auto* asked = std::get_if<request_frame>(&message)) return ask(std::move(*asked));
        const auto& bad_one = std::get<bad_client_message>(message);
        bad(bad_one.ref, bad_one.detail);
    }

    /// Gives the seat back; the first time counts. A silence ends at the last proof of life,
    /// everything else now.
    void leave() {
        if (number_ == 0) return;
        const auto closed = out_->closed_as();
        const bool is_silent = closed == close_code::silent || closed == close_code::lagging;
        forget_me();
        here_.leave(std::exchange(number_, 0), is_silent ? leave_reason::lost : leave_reason::left);
    }

private:
    void greet(const hello& said) {
        if (number_ != 0) return bad({}, "a second hello");
        auto who = parts_.redeem(said.ticket, said.session, origin_);
        if (!who) return out_->close(close_code::ticket_refused);
        who->since = said.since;
        out_->never_expire();
        number_ = here_.enter(*out_, said.session, std::move(*who));
        out_->on_heard([this] { here_.heard(number_); });
        out_->on_writable([this] { here_.writable(number_); });
        out_->on_closed([this] { leave(); });
    }

    void forget_me() {
        out_->on_heard({});
        out_->on_writable({});
        out_->on_closed({});
    }

    void ask(request_frame asked) {
        if (number_ == 0) return out_->close(close_code::bad_hello);
        const auto wait = commands_.take(std::chrono::steady_clock::now());
        if (wait > milliseconds{0}) return refuse(*out_, asked.ref, refusal::too_fast, wait);
        here_.submit(number_, std::move(asked));
    }

    void bad(std::optional<std::uint32_t> ref, std::string_view what) {
        log::info("a message was refused", {{"because", what}});
        if (number_ == 0) return out_->close(close_code::bad_hello);
        if (++bad_messages_ > bad_messages_max) return out_->close(close_code::bad_message);
        refuse(*out_, ref.value_or(0), refusal::bad_message, {});
    }

    std::shared_ptr<outbox> out_;
    net_parts& parts_;
    live_shard& here_;
    std::string origin_;
    command_budget commands_;
    connection_number number_ = 0;
    int bad_messages_ = 0;
};

}  // namespace

bool offers_subprotocol(std::string_view offered) {
    for (const auto part : beast::http::token_list(offered)) {
        if (part == websocket_subprotocol) return true;
    }
    return false;
}

asio::awaitable<void> serve_websocket(
    std::shared_ptr<outbox> out, net_parts& parts, const http_facts& facts, upgrade_request upgrade
) {
    socket_stream stream(*out);
    configure(stream);
    out->frames_only();
    io_error failed;
    co_await stream.async_accept(upgrade, into(failed));
    if (failed) co_return;
    out->expire_after(limits::hello_deadline_ms);
    live_client client(out, parts, facts.shard, std::string(upgrade[beast::http::field::origin]));
    upgrade = {};
    beast::flat_buffer buffer;
    while (co_await read_message(stream, *out, buffer)) {
        const auto bytes = buffer.cdata();
        client.take({static_cast<const char*>(bytes.data()), bytes.size()}, stream.got_text());
        buffer.consume(buffer.size());
    }
    // Our own close: give the peer time to answer; `outbox::close` has set the deadline.
    while (!failed && out->closed_as()) {
        buffer.consume(buffer.size());
        co_await stream.async_read_some(buffer, read_piece, into(failed));
    }
    client.leave();
    out->cut();
}

}  // namespace aula
