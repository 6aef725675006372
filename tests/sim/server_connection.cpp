#include "sim/server_connection.hpp"

#include <utility>

#include "sim/server_process.hpp"

namespace aula::sim {
namespace {

constexpr milliseconds closing_time{200};
constexpr milliseconds hello_deadline{500};

}  // namespace

server_connection::server_connection(
    std::shared_ptr<link> wire, server_process& in, std::size_t shard
)
    : wire_(std::move(wire)), in_(in), shard_(shard) {
    in_.time().after(
        hello_deadline, owner::server, {"connection, hello deadline", wire_->number()},
        [weak = std::weak_ptr<link>(wire_), this] {
            const auto wire = weak.lock();
            if (wire && wire->is_served() && number_ == 0 && !has_closed_) cut();
        }
    );
}

// ---- what is heard ----

void server_connection::take(const upward& said) {
    if (is_over_) return;
    if (number_ != 0) {
        in_.part(shard_).heard(number_);
        in_.presence().heard(wire_->number());
    }
    switch (said.is) {
        case upward::kind::close:
            shut(0, {});
            is_over_ = has_said_goodbye_ = true;
            return end();
        case upward::kind::end:
            is_over_ = true;
            return end();
        case upward::kind::hello:
            if (!has_closed_) greet(said.greeting);
            return;
        case upward::kind::command:
            if (number_ != 0 && !has_closed_) in_.part(shard_).submit(number_, said.asked);
            return;
        case upward::kind::pong:
            return;
    }
}

void server_connection::greet(const hello& said) {
    const auto admitted = in_.redeem(said);
    if (!admitted) return close(close_code::ticket_refused);
    wire_->check_with(in_.check_of(*admitted, said.since, wire_->number(), *this));
    const viewer who{admitted->who, admitted->login, admitted->name, admitted->as, said.since};
    number_ = in_.part(shard_).enter(*this, said.session, who);
    in_.presence().entered(said.session, who.who, wire_->number());
}

/// As in net/ws_connection: a silence ends at the last proof of life, everything else now.
void server_connection::leave() {
    if (number_ == 0) return;
    const bool is_silent = closed_as_ == close_code::silent || closed_as_ == close_code::lagging ||
                           (closed_as_ == close_code::restarting && !has_said_goodbye_);
    in_.presence().left(wire_->number(), !is_silent);
    in_.part(shard_).leave(
        std::exchange(number_, 0), is_silent ? leave_reason::lost : leave_reason::left
    );
}

void server_connection::end() {
    leave();
    is_finishing_ = true;
    if (!is_blocked_ || !has_closed_) cut();
}

void server_connection::cut() {
    if (std::exchange(is_cut_, true)) return;
    is_blocked_ = true;  // nothing more is written
    is_over_ = true;
    tail_.clear();
    private_.clear();
    const auto self = shared_from_this();
    leave();
    wire_->end_of_server(false);
}

// ---- what is said ----

std::size_t server_connection::write(std::span<const char> bytes) {
    return has_closed_ ? bytes.size() : put(bytes);
}

std::size_t server_connection::put(std::span<const char> bytes) {
    if (is_blocked_) return 0;
    const auto taken = wire_->accept(bytes, in_.judge());
    if (taken < bytes.size()) is_blocked_ = true;
    return taken;
}

void server_connection::put_whole(std::span<const char> bytes) {
    const auto taken = put(bytes);
    if (taken < bytes.size()) keep(bytes.subspan(taken));
}

void server_connection::push(shared_frame frame) {
    if (is_cut_ || has_closed_) return;
    if (!is_blocked_) return put_whole(*frame);
    private_bytes_ += frame->size();
    private_.push_back(std::move(frame));
    if (private_bytes_ > private_bytes_max) close(close_code::lagging);
}

void server_connection::close(close_code why) {
    if (!has_closed_) closed_as_ = why;
    shut(static_cast<std::uint16_t>(why), name_of(why));
}

void server_connection::drop(close_code why) {
    if (has_closed_ || is_cut_) return;
    closed_as_ = why;
    has_closed_ = is_blocked_ = true;
    tail_.clear();
    private_.clear();
    in_.shard_at(shard_).post([self = shared_from_this()] { self->cut(); });
}

void server_connection::shut(std::uint16_t code, std::string_view reason) {
    if (has_closed_ || is_cut_) return;
    push(std::make_shared<const std::string>(close_frame(code, reason)));
    has_closed_ = true;
    in_.shard_at(shard_).post([self = shared_from_this()] {
        if (self->closed_as_ != close_code::restarting) self->leave();
    });
    in_.time().after(
        closing_time, owner::server, {"connection, closing time", wire_->number()},
        [self = shared_from_this()] { self->in_.shard_at(self->shard_).run([&] { self->cut(); }); }
    );
}

bool server_connection::drain() {
    is_blocked_ = false;
    const auto tail = std::exchange(tail_, {});
    put_whole(tail);
    auto waiting = std::exchange(private_, {});
    private_bytes_ = 0;
    for (auto& frame : waiting) {
        if (is_blocked_) {
            private_bytes_ += frame->size();
            private_.push_back(std::move(frame));
        } else {
            put_whole(*frame);
        }
    }
    return !is_blocked_;
}

void server_connection::writable() {
    if (is_cut_ || !drain()) return;
    if (is_finishing_) return cut();
    if (number_ != 0 && !has_closed_) in_.part(shard_).writable(number_);
}

}  // namespace aula::sim
