#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "generated/codec.hpp"
#include "live/frames.hpp"
#include "live/sink.hpp"

namespace aula {

/// When a signal of which `present` people are told may be sent again after a different value: what
/// the signals of one room cost all servers together is bounded by it. Never rarer than the
/// heartbeat, unless the pause itself is.
inline milliseconds pause_of(const signal_pace& pace, std::size_t present) {
    const auto people = std::max<std::size_t>(pace.people, 1);
    const auto times = static_cast<milliseconds::rep>(1 + present / people);
    return std::min(pace.pause * times, std::max(pace.pause, pace.heartbeat));
}

/// The newest value of one signal of a room, and when it was sent last.
template <class Signal>
class signal_source {
public:
    /// The frame to be sent now; empty while the signal's pace allows none.
    shared_frame offer(
        const Signal& value, const signal_pace& pace, std::size_t present, timestamp now
    ) {
        const auto wait = last_ == value ? pace.heartbeat : pause_of(pace, present);
        if (frame_ && now - sent_at_ < wait) return {};
        std::string payload, frame;
        encode(payload, value);
        append_text_frame(frame, payload);
        frame_ = std::make_shared<const std::string>(std::move(frame));
        last_ = value;
        sent_at_ = now;
        return frame_;
    }

    /// What a newcomer is sent; empty before the first.
    const shared_frame& frame() const { return frame_; }

private:
    Signal last_{};
    timestamp sent_at_{};
    shared_frame frame_;
};

}  // namespace aula
