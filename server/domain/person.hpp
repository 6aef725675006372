#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/keys.hpp"
#include "generated/messages.hpp"

namespace aula {

/// From a person's first connection to the end of the last; without `to` while it lasts.
struct presence {
    timestamp from;
    std::optional<timestamp> to;
    leave_reason why = leave_reason::left;  ///< Once it has ended.
};

/// A participant as this session knows them: everybody who has ever come, or was removed before
/// coming.
struct person {
    participant_id id;
    std::string name;
    aula::role role = role::attendee;
    bool is_removed = false;
    /// When they last became staff or an attendee again: what they had seen before was the other's.
    seq_number role_since = 0;
    std::vector<presence> presences;  ///< In order, without overlap.
    timestamp last_event_at{};        ///< Of an event of this person's own: a proof of life.
    std::size_t messages = 0;
    answered_keys keys;

    bool is_present() const { return !presences.empty() && !presences.back().to; }
};

}  // namespace aula
