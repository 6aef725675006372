#pragma once

#include <deque>
#include <span>
#include <string>

#include "live/frames.hpp"

namespace aula {

/// The last frames of one class of viewer, from which a new audience is primed, so that people who
/// come back after a restart resume instead of starting anew.
///
/// Bound: `bytes_max`; the oldest frames go first, and `base()` says up to which seq they are gone.
class recent_frames {
public:
    explicit recent_frames(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    void add(std::string_view payload, seq_number seq);
    void append_to(frame_run& out) const;
    /// The payload of this event's frame, to be overwritten in its place; empty when it is gone.
    std::span<char> find(seq_number seq);
    seq_number base() const { return base_; }
    seq_number last() const { return last_; }  ///< The `prev` of the next frame.

private:
    struct frame {
        std::string payload;
        seq_number seq;
    };
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    seq_number base_ = 0;
    seq_number last_ = 0;
    std::deque<frame> frames_;
};

}  // namespace aula
