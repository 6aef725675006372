#include "net/outbox.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/needed_memory.hpp"
#include "live/frames.hpp"
#include "net/deadline_spread.hpp"

namespace aula {
namespace asio = boost::asio;

namespace {

constexpr auto closing_time = std::chrono::seconds{2};

asio::socket_base::wait_type wait_for(io_state state) {
    return state == io_state::wants_write ? asio::socket_base::wait_write
                                          : asio::socket_base::wait_read;
}

/// Everything of a connection runs on its shard's only thread, so its handlers need no other
/// executor.
void complete(outbox::io_handler handler, io_error failed, std::size_t bytes) {
    std::move(handler)(failed, bytes);
}

/// For what is done already while the operation is being started (an initiating function must not
/// call its handler).
void complete_later(
    const outbox::executor_type& on, outbox::io_handler handler, io_error failed, std::size_t bytes
) {
    auto call = [handler = std::move(handler), failed, bytes]() mutable {
        std::move(handler)(failed, bytes);
    };
    asio::post(on, std::move(call));
}

}  // namespace

outbox::outbox(transport wire) : wire_(std::move(wire)) {}

asio::awaitable<bool> outbox::handshake() {
    if (!wire_.is_secure()) co_return true;
    for (;;) {
        const auto step = wire_.handshake();
        if (step.state == io_state::done) co_return true;
        if (step.state == io_state::closed || !is_open()) co_return false;
        io_error failed;
        co_await wire_.socket().async_wait(wait_for(step.state), into(failed));
        if (failed) co_return false;
    }
}

asio::awaitable<bool> outbox::readable() {
    io_error failed;
    co_await wire_.socket().async_wait(asio::socket_base::wait_read, into(failed));
    co_return !failed;
}

void outbox::frames_for(outbox_owner* owner) {
    owner_ = owner;
    const bool is_plain = owner != nullptr && !wire_.is_secure();
    plain_socket_ = is_plain ? wire_.socket().native_handle() : -1;
}

void outbox::expire_after(milliseconds time) {
    const needed_memory whole;  // a connection without its deadline would stay
    if (!deadline_) deadline_ = std::make_unique<timer>(get_executor());
    deadline_->expires_after(time + spread_of(time));
    deadline_->async_wait([weak = weak_from_this()](io_error stopped) {
        const auto self = weak.lock();
        if (stopped || !self || !self->deadline_) return;
        // On its way already when the deadline was moved: after the process has slept, what came
        // meanwhile is handled first.
        if (self->deadline_->expiry() > std::chrono::steady_clock::now()) return;
        if (self->owner_ == nullptr || self->has_closed_) return self->cut();
        self->owner_->on_expired();
    });
}

void outbox::cut() {
    deadline_.reset();
    plain_socket_ = -1;
    is_blocked_ = true;  // nothing more is written
    tail_.clear();
    tail_sent_ = 0;
    private_.clear();
    wire_.close();
}

// ---- reading ----

void outbox::start_read(std::span<char> into, io_handler handler) {
    if (!is_open()) return complete_later(get_executor(), std::move(handler), asio::error::eof, 0);
    const auto step = wire_.read(into);
    if (step.state == io_state::done) {
        return complete_later(get_executor(), std::move(handler), {}, step.bytes);
    }
    if (step.state == io_state::closed) {
        return complete_later(get_executor(), std::move(handler), asio::error::eof, 0);
    }
    wire_.socket().async_wait(
        wait_for(step.state),
        [this, into, handler = std::move(handler)](io_error failed) mutable {
            if (failed) return complete(std::move(handler), failed, 0);
            resume_read(into, std::move(handler));
        }
    );
}

void outbox::resume_read(std::span<char> into, io_handler handler) {
    if (!is_open()) return complete(std::move(handler), asio::error::eof, 0);
    const auto step = wire_.read(into);
    if (step.state == io_state::wants_read || step.state == io_state::wants_write) {
        return start_read(into, std::move(handler));
    }
    if (step.state == io_state::done) return complete(std::move(handler), {}, step.bytes);
    complete(std::move(handler), asio::error::eof, 0);
}

// ---- writing for HTTP: as much as the socket takes, then wait ----

void outbox::start_write(outgoing from, io_handler handler) {
    if (!is_open()) {
        return complete_later(get_executor(), std::move(handler), asio::error::broken_pipe, 0);
    }
    const auto step = wire_.write(from.bytes());
    if (step.state == io_state::done) {
        return complete_later(get_executor(), std::move(handler), {}, step.bytes);
    }
    if (step.state == io_state::closed) {
        return complete_later(get_executor(), std::move(handler), asio::error::broken_pipe, 0);
    }
    if (stall_ > milliseconds{0}) expire_after(stall_);
    wire_.socket().async_wait(
        wait_for(step.state),
        [this, from = std::move(from), handler = std::move(handler)](io_error failed) mutable {
            if (failed) return complete(std::move(handler), failed, 0);
            resume_write(std::move(from), std::move(handler));
        }
    );
}

void outbox::resume_write(outgoing from, io_handler handler) {
    if (!is_open()) return complete(std::move(handler), asio::error::broken_pipe, 0);
    const auto step = wire_.write(from.bytes());
    if (step.state == io_state::done) return complete(std::move(handler), {}, step.bytes);
    if (step.state == io_state::closed) {
        return complete(std::move(handler), asio::error::broken_pipe, 0);
    }
    start_write(std::move(from), std::move(handler));
}

// ---- writing frames ----

std::size_t outbox::write(std::span<const char> bytes) {
    return has_closed_ ? bytes.size() : put(bytes);  // nothing follows a close frame
}

std::size_t outbox::put(std::span<const char> bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size() && !is_blocked_) {
        const auto step = wire_.write(bytes.subspan(taken));
        if (step.state == io_state::done) {
            taken += step.bytes;
            continue;
        }
        if (step.state != io_state::closed && wire_.is_secure()) {
            const needed_memory whole;
            // OpenSSL has encrypted this piece already and must be offered the same again.
            const auto piece =
                bytes.subspan(taken, std::min<std::size_t>(bytes.size() - taken, 16384));
            tail_.append(piece.data(), piece.size());
            taken += piece.size();
        }
        block();
    }
    return taken;
}

void outbox::keep(std::span<const char> rest) {
    const needed_memory whole;  // half a frame is followed by its other half
    tail_.append(rest.data(), rest.size());
    if (!tail_.empty()) block();
}

void outbox::push(shared_frame frame) {
    const needed_memory whole;
    if (!is_open() || has_closed_) return;
    if (!is_blocked_) {
        const std::span<const char> bytes(*frame);
        const auto taken = put(bytes);
        if (taken < bytes.size()) keep(bytes.subspan(taken));
        return;
    }
    private_bytes_ += frame->size();
    private_.push_back(std::move(frame));
    if (private_bytes_ > private_bytes_max) close(close_code::lagging);
}

/// Waits, once, for the socket to take bytes again.
void outbox::block() {
    const needed_memory whole;
    is_blocked_ = true;
    if (is_waiting_ || !is_open()) return;
    is_waiting_ = true;
    wire_.socket().async_wait(
        asio::socket_base::wait_write,
        [self = shared_from_this()](io_error failed) {
            self->is_waiting_ = false;
            if (!failed && self->is_open()) self->drain();
        }
    );
}

bool outbox::drain_tail() {
    while (tail_sent_ < tail_.size()) {
        const auto step = wire_.write(std::span<const char>(tail_).subspan(tail_sent_));
        if (step.state == io_state::closed) {
            cut();
            return false;
        }
        if (step.state != io_state::done) {
            block();
            return false;
        }
        tail_sent_ += step.bytes;
    }
    std::string().swap(tail_);  // `= {}` would keep the memory
    tail_sent_ = 0;
    return true;
}

void outbox::drain() {
    const needed_memory whole;
    if (!drain_tail()) return;
    is_blocked_ = false;
    auto waiting = std::exchange(private_, {});
    private_bytes_ = 0;
    for (auto& frame : waiting) {
        const std::span<const char> bytes(*frame);
        if (is_blocked_) {
            private_bytes_ += bytes.size();
            private_.push_back(std::move(frame));
            continue;
        }
        const auto taken = put(bytes);
        if (taken < bytes.size()) keep(bytes.subspan(taken));
    }
    if (is_blocked_) return;
    if (is_finishing_) return cut();
    if (owner_ != nullptr && !has_closed_) owner_->on_writable();
}

void outbox::close(close_code why) {
    if (!has_closed_) closed_as_ = why;
    shut(static_cast<std::uint16_t>(why), name_of(why));
}

void outbox::drop(close_code why) {
    if (has_closed_ || !is_open()) return;
    closed_as_ = why;
    has_closed_ = true;
    cut();
    tell_owner_later();
}

void outbox::shut(std::uint16_t code, std::string_view reason) {
    if (has_closed_ || !is_open()) return;
    const needed_memory whole;
    push(std::make_shared<const std::string>(close_frame(code, reason)));
    has_closed_ = true;
    plain_socket_ = -1;
    tell_owner_later();
    expire_after(closing_time);  // for a peer that does not answer the close
}

/// That we have closed. In a turn of its own: an audience may be in the middle of its seats.
void outbox::tell_owner_later() {
    asio::post(get_executor(), [self = shared_from_this()] {
        if (self->owner_ != nullptr) self->owner_->on_closed();
    });
}

void outbox::half_close() {
    io_error ignored;
    if (!is_blocked_) wire_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
}

/// Nobody takes words back from a connection that has left its audience. So a peer that ended
/// without a close frame gets nothing more: only our own close frame is worth waiting for.
void outbox::finish() {
    is_finishing_ = true;
    if (!is_blocked_ || !has_closed_) cut();
}

}  // namespace aula
