#pragma once

#include <unordered_map>
#include <vector>

#include "live/crowd.hpp"
#include "live/node_messages.hpp"

namespace aula {

/// Who had no connection anywhere when the owner said so, and when that was.
struct absences_told {
    std::vector<crowd::absence> all;
    timestamp at{};

    static absences_told from(const std::vector<told_absence>& said, timestamp said_at);
    std::vector<told_absence> as_ages(timestamp now) const;
};

/// What a room knows of people's connections. A retired room gives it to the room that takes its
/// place.
struct known_people {
    crowd here;
    /// Who left, until that is saved: the crowd has forgotten by then when they left. The owner's.
    std::unordered_map<participant_id, crowd::absence> unsaved;
    absences_told told;  ///< The last that a follower has heard, or that an owner has said.
};

}  // namespace aula
