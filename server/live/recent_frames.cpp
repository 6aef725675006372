#include "live/recent_frames.hpp"

#include <algorithm>

namespace aula {

void recent_frames::add(std::string_view payload, seq_number seq) {
    frames_.push_back({std::string(payload), seq});
    bytes_ += payload.size();
    last_ = seq;
    while (bytes_ > bytes_max_) {
        bytes_ -= frames_.front().payload.size();
        base_ = frames_.front().seq;
        frames_.pop_front();
    }
}

std::span<char> recent_frames::find(seq_number seq) {
    const auto at = std::ranges::lower_bound(frames_, seq, {}, &frame::seq);
    return at == frames_.end() || at->seq != seq ? std::span<char>() : std::span(at->payload);
}

void recent_frames::append_to(frame_run& out) const {
    for (const auto& frame : frames_) out.add(frame.payload, frame.seq);
}

}  // namespace aula
