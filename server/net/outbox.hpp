#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/role.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "live/sink.hpp"
#include "net/input_budget.hpp"
#include "net/transport.hpp"

namespace aula {

/// One connection's socket, as Beast's next layer and as the sink of an audience at once.
///
/// Lives on: the connection's shard.  Until `frames_only()` it is an ordinary stream for HTTP. From
/// then on everything goes out as whole frames: Beast's own pongs and closes, private frames, and
/// the audience's broadcasts, which bypass Beast. Bounds: `sink::private_bytes_max` waiting to be
/// written; `input_budget` bytes read.
class outbox : public sink, public std::enable_shared_from_this<outbox> {
public:
    using executor_type = stream_socket::executor_type;
    using io_handler = boost::asio::any_completion_handler<void(io_error, std::size_t)>;

    explicit outbox(transport wire);

    executor_type get_executor() { return wire_.socket().get_executor(); }
    transport& wire() { return wire_; }
    bool is_open() { return wire_.socket().is_open(); }

    /// TLS handshake; nothing to do on a plain socket.
    boost::asio::awaitable<bool> handshake();
    /// Until there is something to read, or the deadline has passed.
    boost::asio::awaitable<bool> readable();

    /// From now on whole frames only, and reading is rationed.
    void frames_only();
    /// Called for every read that brought bytes: the proof of life.
    void on_heard(std::function<void()> heard) { heard_ = std::move(heard); }
    /// Called when a blocked socket takes bytes again and nothing is waiting.
    void on_writable(std::function<void()> writable) { writable_ = std::move(writable); }

    /// Called, in a turn of its own, when we have closed the connection: it counts as gone from
    /// then on, whether or not the peer ever answers the close.
    void on_closed(std::function<void()> closed) { on_closed_ = std::move(closed); }

    /// Cuts the connection after this time unless it is set again or lifted.
    void expire_after(milliseconds time);
    void never_expire() { deadline_.reset(); }
    /// The write deadline for HTTP answers: so long without a byte taken.
    void stall_after(milliseconds time) { stall_ = time; }

    // As a sink.
    std::size_t write(std::span<const char> bytes) override;
    void keep(std::span<const char> rest) override;
    void push(shared_frame frame) override;
    void close(close_code why) override;
    std::optional<close_code> closed_as() const { return closed_as_; }
    void cut();  ///< Without a word.

    // As Beast's next layer.
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(io_error, std::size_t)>(
            [this](auto handler, std::span<char> into) {
                start_read(into, io_handler(std::move(handler)));
            },
            token, first_of(buffers)
        );
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(io_error, std::size_t)>(
            [this](auto handler, const Buffers& given) {
                if (!is_framed_)
                    return start_write(first_const(given), io_handler(std::move(handler)));
                std::string frame;
                for (auto at = boost::asio::buffer_sequence_begin(given);
                     at != boost::asio::buffer_sequence_end(given); ++at) {
                    const boost::asio::const_buffer part(*at);
                    frame.append(static_cast<const char*>(part.data()), part.size());
                }
                take_frame(std::move(frame), io_handler(std::move(handler)));
            },
            token, buffers
        );
    }

private:
    template <class Buffers>
    static std::span<char> first_of(const Buffers& buffers) {
        for (auto at = boost::asio::buffer_sequence_begin(buffers);
             at != boost::asio::buffer_sequence_end(buffers); ++at) {
            const boost::asio::mutable_buffer part(*at);
            if (part.size() > 0) return {static_cast<char*>(part.data()), part.size()};
        }
        return {};
    }
    template <class Buffers>
    static std::span<const char> first_const(const Buffers& buffers) {
        for (auto at = boost::asio::buffer_sequence_begin(buffers);
             at != boost::asio::buffer_sequence_end(buffers); ++at) {
            const boost::asio::const_buffer part(*at);
            if (part.size() > 0) return {static_cast<const char*>(part.data()), part.size()};
        }
        return {};
    }

    void start_read(std::span<char> into, io_handler handler);
    void start_write(std::span<const char> from, io_handler handler);
    void take_frame(std::string frame, io_handler handler);
    void resume_read(std::span<char> into, io_handler handler);
    void resume_write(std::span<const char> from, io_handler handler);
    bool may_read(std::size_t bytes);

    std::size_t put(std::span<const char> bytes);
    void block();
    void drain();
    bool drain_tail();

    transport wire_;
    bool is_framed_ = false;
    bool is_waiting_ = false;
    milliseconds stall_{};
    std::optional<close_code> closed_as_;
    std::string tail_;  ///< The rest of what was started; goes first.
    std::size_t tail_sent_ = 0;
    std::vector<shared_frame> private_;
    std::size_t private_bytes_ = 0;
    std::optional<boost::asio::steady_timer> deadline_;
    std::unique_ptr<input_budget> budget_;
    std::function<void()> heard_;
    std::function<void()> writable_;
    std::function<void()> on_closed_;
};

// What Beast's WebSocket stream asks of its next layer when a connection ends.
inline void beast_close_socket(outbox& stream) {
    stream.cut();
}
inline void teardown(boost::beast::role_type, outbox& stream, io_error& failed) {
    failed = {};
    stream.cut();
}
template <class Handler>
void async_teardown(boost::beast::role_type, outbox& stream, Handler&& handler) {
    stream.cut();
    boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
        handler(io_error{});
    });
}

}  // namespace aula
