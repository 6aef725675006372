#include "sim/link.hpp"

#include <algorithm>
#include <utility>

namespace aula::sim {
namespace {

constexpr microseconds usual_way{3'000};
constexpr microseconds longest_way{60'000};
constexpr std::size_t in_pieces = 150;  // in a thousand deliveries

}  // namespace

void link::say(upward what) {
    last_up_ = std::max(last_up_, time_.now() + dice_.delay(usual_way, longest_way));
    const label called{"network, to the server", number_, static_cast<std::int64_t>(what.is)};
    auto arrive = [self = shared_from_this(), what = std::move(what)] {
        if (self->is_silent_ || !self->server_) return;
        self->on_shard([server = self->server_, &what] { server->take(what); });
    };
    time_.at(last_up_, owner::server, called, std::move(arrive));
}

void link::let_go(bool says_goodbye) {
    device_ = nullptr;
    say({.is = says_goodbye ? upward::kind::close : upward::kind::end});
}

std::size_t link::accept(std::span<const char> bytes, verdict& to) {
    const auto room = capacity_ - std::min<std::size_t>(capacity_, accepted_ - delivered_);
    const auto taken = bytes.first(std::min(bytes.size(), room));
    accepted_ += taken.size();
    time_.note_bytes({taken.data(), taken.size()});
    // Frames of one piece arrive together: all that is needed is their order.
    const bool is_sound = cutter_.add(taken, [&](const sent_frame& frame) {
        if (frame.is == sent_frame::kind::message && check_) check_->take(*frame.message);
        due_.push_back({accepted_, frame});
    });
    to.expect(is_sound, "I3", "bytes that are no frame");
    is_blocked_ = taken.size() < bytes.size();
    plan_delivery();
    return taken.size();
}

void link::end_of_server(bool is_reset) {
    if (std::exchange(is_ended_, true)) return;
    server_.reset();
    if (is_reset) {
        due_.clear();
        delivered_ = accepted_;
    }
    if (waiting() == 0) return plan_end();
    plan_delivery();
}

void link::plan_end() {
    if (is_silent_) return;
    auto tell = [self = shared_from_this()] {
        if (self->device_ == nullptr || self->is_silent_) return;
        std::exchange(self->device_, nullptr)->closed(*self, self->code_);
    };
    time_.after(
        dice_.delay(usual_way, longest_way), owner::world, {"network, end", number_},
        std::move(tell)
    );
}

void link::break_off() {
    say({.is = upward::kind::end});
    plan_end();
    is_broken_ = true;
    due_.clear();
    delivered_ = accepted_;
}

void link::stall(instant until) {
    stalled_until_ = until;
}

void link::plan_delivery() {
    if (is_silent_ || waiting() == 0 || std::exchange(is_planned_, true)) return;
    const auto when = std::max(stalled_until_, time_.now() + dice_.delay(usual_way, longest_way));
    time_.at(when, owner::world, {"network, to the device", number_}, [self = shared_from_this()] {
        self->is_planned_ = false;
        self->deliver();
    });
}

void link::deliver() {
    if (is_silent_) return;
    if (time_.now() < stalled_until_) return plan_delivery();
    const auto piece = dice_.roll(in_pieces) ? 1 + dice_.below(waiting()) : waiting();
    delivered_ += piece;
    while (!due_.empty() && due_.front().end <= delivered_) {
        const auto next = std::move(due_.front());
        due_.pop_front();
        hand_over(next.frame);
    }
    if (is_blocked_ && server_) {
        is_blocked_ = false;
        time_.after(
            dice_.time(microseconds{0}, microseconds{500}), owner::server,
            {"network, writable", number_},
            [self = shared_from_this()] {
                if (!self->server_) return;
                self->on_shard([server = self->server_] { server->writable(); });
            }
        );
    }
    if (waiting() > 0) return plan_delivery();
    if (is_ended_) plan_end();
}

void link::hand_over(const sent_frame& frame) {
    if (is_broken_) return;  // sent before the server heard of it
    switch (frame.is) {
        case sent_frame::kind::ping:
            return say({.is = upward::kind::pong});  // the browser's, whatever the page does
        case sent_frame::kind::pong:
            return;
        case sent_frame::kind::close:
            code_ = frame.code;
            if (device_ != nullptr) std::exchange(device_, nullptr)->closed(*this, code_);
            return say({.is = upward::kind::close});
        case sent_frame::kind::message:
            if (device_ != nullptr) device_->message(*this, *frame.message);
    }
}

}  // namespace aula::sim
