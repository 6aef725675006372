#include <sys/socket.h>

#include "live/audience.hpp"

namespace aula {
namespace {

/// One bare `send()` for a plain socket: no virtual call on the way of a broadcast. Answers how
/// many bytes were taken.
std::size_t write_now(sink& to, std::span<const char> bytes) {
    std::size_t taken = 0;
    if (to.plain_socket() >= 0) {
        const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        const auto sent = ::send(to.plain_socket(), bytes.data(), bytes.size(), flags);
        if (sent > 0) taken = static_cast<std::size_t>(sent);
    }
    // Too little or an error: the sink finds out which, and waits for the socket.
    return taken == bytes.size() ? taken : taken + to.write(bytes.subspan(taken));
}

}  // namespace

/// Everybody is to be looked at once more, at the end of this turn of the loop.
void audience::wake() {
    to_visit_ = seats_.size();
    if (is_awake_ || to_visit_ == 0) return;
    is_awake_ = true;
    hooks_.at_turn_end([self = shared_from_this()] { self->flush_slice(); });
}

void audience::flush_slice() {
    for (std::size_t done = 0; done < slice_max && to_visit_ > 0; ++done) {
        if (next_ >= seats_.size()) next_ = 0;
        --to_visit_;
        flush(next_++);
    }
    is_awake_ = to_visit_ > 0;
    if (is_awake_) hooks_.at_turn_end([self = shared_from_this()] { self->flush_slice(); });
}

void audience::writable(sink& to) {
    flush(to.seat);
}

void audience::flush(std::size_t index) {
    auto& seat = seats_[index];
    if (seat.state != seat_state::seated || seat.to->is_blocked()) return;
    if (!send_ring(seat)) return;
    if (!send_slot(seat, head_count_, seat.head_count_seen)) return;
    send_slot(seat, ping_, seat.ping_seen);
}

/// False when the socket takes no more for now.
bool audience::send_ring(seat& to) {
    auto& frames = ring_of(to.which);
    if (to.cursor == frames.end()) return true;
    if (to.cursor < frames.begin()) {
        to.to->close(close_code::lagging);
        return false;
    }
    const auto due = frames.from(to.cursor);
    const auto taken = write_now(*to.to, due);
    const auto reached = to.cursor + taken;
    to.cursor = frames.frame_end(reached);
    if (taken == due.size()) return true;
    to.to->keep(frames.from(reached).first(static_cast<std::size_t>(to.cursor - reached)));
    return false;
}

bool audience::send_slot(seat& to, const signal_slot& slot, std::uint32_t& seen) {
    if (seen == slot.version || !slot.frame) return true;
    seen = slot.version;
    const auto taken = write_now(*to.to, *slot.frame);
    if (taken == slot.frame->size()) return true;
    to.to->keep(std::span<const char>(*slot.frame).subspan(taken));
    return false;
}

}  // namespace aula
