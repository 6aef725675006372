#pragma once

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "generated/messages.hpp"
#include "live/frames.hpp"
#include "live/sink.hpp"

namespace aula {

/// The classes of viewer that have a ring of their own.
enum class viewer_class : std::uint8_t { attendees, staff };
constexpr std::size_t viewer_classes = 2;

inline viewer_class class_of(role as) {
    return as == role::attendee ? viewer_class::attendees : viewer_class::staff;
}
inline audience_class sees_as(viewer_class which) {
    return which == viewer_class::staff ? audience_class::staff : audience_class::everyone;
}
inline std::size_t slot_of(viewer_class which) {
    return static_cast<std::size_t>(which);
}

/// What a room shows to its audiences after a commit: encoded once, shared by every shard.
struct publication {
    seq_number shown = 0;  ///< The last event that is saved and shown, seen by a viewer or not.
    std::array<frame_run, viewer_classes> runs;
    /// Events whose words nobody is sent any more; in `runs` they are without them already.
    std::vector<seq_number> taken_back;
    std::vector<std::pair<participant_id, role>> changed_roles;
    std::vector<participant_id> removed;
    std::vector<participant_id> anew;  ///< To be welcomed: what they had seen was another role's.
};

/// What a new audience starts from: the recent frames, and how far back they reach.
struct primer {
    publication recent;
    std::array<seq_number, viewer_classes> bases{};  ///< Every frame after it is in `recent`.
    std::array<shared_frame, signal_kinds> signals;  ///< The newest of each kind; empty before it.
};

}  // namespace aula
