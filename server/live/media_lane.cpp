#include "live/media_lane.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "generated/messages.hpp"
#include "live/write_now.hpp"

namespace aula {
namespace {

constexpr std::size_t header_bytes = 8;

/// Each round visits every listener, so a large audience has fewer of them.
constexpr std::size_t listeners_at_full_pace = 5000;
constexpr milliseconds more_for_each_thousand{24};

/// The place of a time in the order of a ring.
seq_number as_seq(timestamp time) {
    const auto ms = time.time_since_epoch().count();
    return ms > 0 ? static_cast<seq_number>(ms) : 0;
}

}  // namespace

bool is_media_frame(std::string_view bytes) {
    if (bytes.size() < header_bytes || bytes.size() > limits::media_frame_bytes_max) return false;
    const auto kind = static_cast<unsigned char>(bytes.front());
    return std::ranges::any_of(every_media_kind, [kind](media_kind each) {
        return static_cast<unsigned char>(each) == kind;
    });
}

void media_lane::join(sink& to, timestamp now) {
    ensure(to.listener == sink::no_seat, "a sink listens once");
    const auto since = as_seq(now - limits::media_start_ms);
    listeners_.push_back({&to, frames_ ? frames_->resume_at(since) : 0});
    to.listener = static_cast<std::uint32_t>(listeners_.size() - 1);
    is_new_ = is_new_ || frames_.has_value();
    if (to_visit_ > 0) ++to_visit_;  // a round may have passed by the new place
}

void media_lane::leave(sink& to) {
    if (to.listener == sink::no_seat) return;
    const std::size_t index = to.listener;
    ensure(
        index < listeners_.size() && listeners_[index].to == &to, "a sink knows where it listens"
    );
    to.listener = sink::no_seat;
    const auto last = listeners_.size() - 1;
    if (index != last) {
        listeners_[index] = listeners_[last];
        listeners_[index].to->listener = static_cast<std::uint32_t>(index);
    }
    listeners_.pop_back();
    is_new_ = is_new_ || to_visit_ > 0;  // this round may have missed the listener that was moved
    to_visit_ = std::min(to_visit_, listeners_.size());
}

void media_lane::append(std::string_view frame, timestamp now) {
    if (!frames_) frames_.emplace(limits::media_ring_bytes);
    came_at_ = std::max(came_at_, now);
    frames_->append(frame, as_seq(came_at_));
    is_new_ = true;
}

milliseconds media_lane::window() const {
    const auto more = std::max(listeners_.size(), listeners_at_full_pace) - listeners_at_full_pace;
    return limits::media_flush_ms +
           more_for_each_thousand * static_cast<milliseconds::rep>(more) / 1000;
}

bool media_lane::is_due(timestamp now) const {
    return is_new_ && to_visit_ == 0 && !listeners_.empty() && now - began_at_ >= window();
}

void media_lane::begin_round(timestamp now) {
    too_old_ = frames_->resume_at(as_seq(now - limits::media_behind_max_ms));
    start_ = frames_->resume_at(as_seq(now - limits::media_start_ms));
    to_visit_ = listeners_.size();
    is_new_ = false;
    began_at_ = now;
}

bool media_lane::go_on(std::chrono::steady_clock::time_point until) {
    constexpr std::size_t look_at_clock = 16;  // sends; about 0.1 ms
    constexpr std::size_t fetch_ahead = 4;     // a sink's memory is rarely in the cache
    for (std::size_t done = 1; to_visit_ > 0; ++done) {
        if (next_ >= listeners_.size()) next_ = 0;
        if (next_ + fetch_ahead < listeners_.size()) {
            __builtin_prefetch(listeners_[next_ + fetch_ahead].to);
        }
        --to_visit_;
        give(listeners_[next_++]);
        if (done % look_at_clock == 0 && std::chrono::steady_clock::now() >= until) break;
    }
    return to_visit_ > 0;
}

void media_lane::give(listener& to) {
    if (to.to->is_blocked()) return;
    if (to.cursor < std::max(too_old_, frames_->begin())) {
        to.cursor = std::max(start_, frames_->begin());
        counts_.media_skips.add();
    }
    const auto due = frames_->from(to.cursor);
    if (due.empty()) return;
    const auto taken = write_now(*to.to, due);
    counts_.media_bytes_sent.add(taken);
    to.cursor =
        taken == due.size() ? frames_->end() : keep_rest(*to.to, *frames_, to.cursor, taken);
}

}  // namespace aula
