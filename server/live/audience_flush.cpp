#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "live/audience.hpp"
#include "live/write_now.hpp"

namespace aula {
namespace {

/// What is due to one subscriber, in the order in which it goes out.
enum place : std::size_t {
    of_accepted,
    of_welcome,
    of_ring,
    of_signals,
    of_ping = of_signals + signal_kinds,
    places
};
using due_bytes = std::array<std::span<const char>, places>;

std::size_t send_plain(int socket, const due_bytes& due) {
    std::array<iovec, due_bytes{}.size()> parts;
    std::transform(due.begin(), due.end(), parts.begin(), [](std::span<const char> one) {
        return iovec{const_cast<char*>(one.data()), one.size()};
    });
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    return sent_now(::sendmsg(socket, &message, send_flags));
}

/// The same for several pieces.
std::size_t write_now(sink& to, const due_bytes& due) {
    std::size_t total = 0;
    for (const auto& one : due) total += one.size();
    if (total == 0) return 0;
    auto taken = to.plain_socket() >= 0 ? send_plain(to.plain_socket(), due) : 0;
    if (taken == total) return taken;
    auto covered = taken;
    for (const auto& one : due) {
        const auto before = std::min(covered, one.size());
        covered -= before;
        if (before == one.size()) continue;
        const auto rest = one.subspan(before);
        const auto more = to.write(rest);
        taken += more;
        if (more < rest.size()) break;
    }
    return taken;
}

/// Takes its share of what was taken. False when a frame was left unfinished, which the sink keeps,
/// or not begun.
bool settle_frame(sink& to, std::span<const char> frame, std::size_t& taken) {
    const auto mine = std::min(taken, frame.size());
    taken -= mine;
    if (mine > 0 && mine < frame.size()) to.keep(frame.subspan(mine));
    return mine > 0;
}

/// The same for a frame that must not be left out: if it was not begun it waits in the sink.
void settle_private(sink& to, const shared_frame& frame, std::size_t& taken) {
    if (frame && !settle_frame(to, *frame, taken)) to.push(frame);
}

}  // namespace

/// Everybody is to be looked at once more, at the end of this turn of the loop.
void audience::wake() {
    to_visit_ = seats_.size();
    is_signal_due_ = false;
    if (is_awake_ || to_visit_ == 0) return;
    is_awake_ = true;
    hooks_.at_turn_end([self = shared_from_this()] { self->flush_slice(); });
}

void audience::flush_slice() {
    constexpr std::size_t look_at_clock = 16;  // sends; about 0.1 ms
    constexpr std::size_t fetch_ahead = 4;     // a sink's memory is rarely in the cache
    const auto until = std::chrono::steady_clock::now() + slice_time;
    for (std::size_t done = 1; to_visit_ > 0; ++done) {
        if (next_ >= seats_.size()) next_ = 0;
        if (next_ + fetch_ahead < seats_.size()) {
            __builtin_prefetch(seats_[next_ + fetch_ahead].to);
        }
        --to_visit_;
        flush(next_++);
        if (done % look_at_clock == 0 && std::chrono::steady_clock::now() >= until) break;
    }
    is_awake_ = to_visit_ > 0;
    if (is_awake_) hooks_.at_turn_end([self = shared_from_this()] { self->flush_slice(); });
}

void audience::start_media_round(timestamp now) {
    if (is_media_awake_ || !media_.is_due(now)) return;
    media_.begin_round(now);
    is_media_awake_ = true;
    hooks_.at_turn_end([self = shared_from_this()] { self->flush_media_slice(); });
}

/// While the log goes out the round stands still: in a large audience both together would take
/// twice the time.
void audience::flush_media_slice() {
    is_media_awake_ = is_awake_ || media_.go_on(std::chrono::steady_clock::now() + slice_time);
    if (is_media_awake_)
        hooks_.at_turn_end([self = shared_from_this()] { self->flush_media_slice(); });
}

void audience::writable(sink& to) {
    facts_[to.seat].is_welcome_waiting = false;
    flush(to.seat);
}

/// Everything due to one subscriber, in one `send()`.
void audience::flush(std::size_t index) {
    auto& seat = seats_[index];
    if (seat.state != seat_state::seated || seat.to->is_blocked()) return;
    const bool is_ring_all = seat.signals_seen == signals_.newest(seat.which) && !seat.is_ping_due;
    if (is_ring_all) return send_ring(seat);
    greet(index, {});
}

/// What a broadcast is nearly always: no signal and no ping with it.
void audience::send_ring(seat& to) {
    const auto& frames = ring_of(to.which);
    if (to.cursor == frames.end()) return;
    if (to.cursor < frames.begin()) return to.to->close(close_code::lagging);
    const auto due = frames.from(to.cursor);
    auto taken = write_now(*to.to, due);
    counts_.bytes_sent.add(taken);
    counts_.deliveries.add();
    settle_ring(to, due.size(), taken);
}

/// The same, with what comes before everything else.
void audience::greet(std::size_t index, const greeting& first) {
    auto& seat = seats_[index];
    sink& to = *seat.to;
    const auto& frames = ring_of(seat.which);
    if (seat.cursor < frames.begin()) return to.close(close_code::lagging);
    due_bytes due;
    if (first.accepted) due[of_accepted] = *first.accepted;
    if (first.welcome) due[of_welcome] = *first.welcome;
    due[of_ring] = frames.from(seat.cursor);
    const auto signals = signals_.lacking(seat.which, seat.signals_seen);
    for (std::size_t each = 0; each < signals.size(); ++each) {
        if (signals[each].frame) due[of_signals + each] = *signals[each].frame;
    }
    if (seat.is_ping_due) due[of_ping] = *ping_;
    auto taken = to.is_blocked() ? 0 : write_now(to, due);
    counts_.bytes_sent.add(taken);
    if (!due[of_ring].empty()) counts_.deliveries.add();
    if (first.accepted && facts_[index].who.listens && to.listener == sink::no_seat) {
        media_.join(to, hooks_.now());
    }
    settle_private(to, first.accepted, taken);
    settle_private(to, first.welcome, taken);
    if (first.welcome) facts_[index].is_welcome_waiting = to.is_blocked();
    if (!settle_ring(seat, due[of_ring].size(), taken)) return;
    for (std::size_t each = 0; each < signals.size() && signals[each].frame; ++each) {
        if (!settle_frame(to, due[of_signals + each], taken)) return;
        seat.signals_seen = signals[each].version;
    }
    if (seat.is_ping_due && settle_frame(to, due[of_ping], taken)) pinged(index);
}

/// Moves the cursor behind what was taken. False when that was not everything.
bool audience::settle_ring(seat& to, std::size_t due, std::size_t& taken) {
    const auto& frames = ring_of(to.which);
    if (taken >= due) {
        taken -= due;
        to.cursor = frames.end();
        return true;
    }
    to.cursor = keep_rest(*to.to, frames, to.cursor, std::exchange(taken, 0));
    return false;
}

}  // namespace aula
