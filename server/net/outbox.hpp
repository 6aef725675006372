#pragma once

#include <algorithm>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "live/sink.hpp"
#include "net/transport.hpp"

namespace aula {

/// Who speaks over an outbox, and is told of it.
class outbox_owner {
public:
    virtual ~outbox_owner() = default;
    /// A blocked socket takes bytes again and nothing is waiting.
    virtual void on_writable() = 0;
    /// We have closed the connection: it counts as gone from now on, whether or not the peer ever
    /// answers. In a turn of its own.
    virtual void on_closed() = 0;
    /// The deadline has passed, and nothing has been said about it yet.
    virtual void on_expired() = 0;
};

/// One connection's socket, as the stream that Beast reads and writes HTTP on, and later as the
/// sink of an audience.
///
/// Lives on: the connection's shard.  Until `frames_for` it is an ordinary stream. From then on
/// everything goes out as whole frames: pongs, closes, private frames, and the audience's
/// broadcasts. Bound: `sink::private_bytes_max` waiting to be written.
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

    /// From now on whole frames only, and this owner is told; null: it has gone.
    void frames_for(outbox_owner* owner);

    /// Cuts the connection after this time, or a little later, unless it is set again or lifted.
    /// Where there is an owner, and no close frame has gone, the owner is told instead.
    void expire_after(milliseconds time);
    void never_expire() { deadline_.reset(); }
    /// The write deadline for HTTP answers: so long without a byte taken.
    void stall_after(milliseconds time) { stall_ = time; }

    // As a sink.
    bool has_unread() override { return wire_.has_unread(); }
    std::size_t write(std::span<const char> bytes) override;
    void keep(std::span<const char> rest) override;
    void push(shared_frame frame) override;
    std::size_t waiting() const override { return tail_.size() - tail_sent_; }
    void close(close_code why) override;
    void drop(close_code why) override;

    /// Sends a close frame as the last one; code 0 is none. Safe to call twice.
    void shut(std::uint16_t code, std::string_view reason);
    bool has_closed() const { return has_closed_; }
    /// Our own reason; nothing when it was none, or a code of RFC 6455.
    std::optional<close_code> closed_as() const { return closed_as_; }
    /// Ends our half of the connection: the peer reads what was sent, and then the end.
    void half_close();
    /// Ends the connection: once a close frame that waits has gone out, or soon; without one at
    /// once.
    void finish();
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
                start_write(joined(given), io_handler(std::move(handler)));
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
    /// What is to be written next: Beast's own bytes, which stay until it is told, or a copy.
    struct outgoing {
        std::span<const char> lent;
        std::string copied;
        std::span<const char> bytes() const { return copied.empty() ? lent : copied; }
    };

    /// Beast hands over a head in a piece for each field. Joined they are one `send()` and, over
    /// TLS, one record; a long piece is not worth copying.
    template <class Buffers>
    static outgoing joined(const Buffers& buffers) {
        outgoing out;
        for (auto at = boost::asio::buffer_sequence_begin(buffers);
             at != boost::asio::buffer_sequence_end(buffers); ++at) {
            const boost::asio::const_buffer part(*at);
            const auto room = joined_max - out.copied.size();
            if (out.copied.empty() && part.size() >= room) {
                out.lent = {static_cast<const char*>(part.data()), part.size()};
                break;
            }
            out.copied.append(static_cast<const char*>(part.data()), std::min(part.size(), room));
            if (part.size() >= room) break;
        }
        return out;
    }

    void start_read(std::span<char> into, io_handler handler);
    void start_write(outgoing from, io_handler handler);
    void resume_read(std::span<char> into, io_handler handler);
    void resume_write(outgoing from, io_handler handler);

    std::size_t put(std::span<const char> bytes);
    void tell_owner_later();
    void block();
    void drain();
    bool drain_tail();

    using timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
        executor_type>;

    static constexpr std::size_t joined_max = 16 * 1024;  // a TLS record

    transport wire_;
    outbox_owner* owner_ = nullptr;
    bool is_waiting_ = false;
    bool is_finishing_ = false;
    bool has_closed_ = false;
    std::optional<close_code> closed_as_;
    milliseconds stall_{};
    std::unique_ptr<timer> deadline_;
    std::string tail_;  ///< The rest of what was started; goes first.
    std::size_t tail_sent_ = 0;
    std::vector<shared_frame> private_;
    std::size_t private_bytes_ = 0;
};

}  // namespace aula
