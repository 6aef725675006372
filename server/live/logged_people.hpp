#pragma once

#include <optional>

#include "domain/parts/people.hpp"

namespace aula {

/// What a session's log has of its participants, with the times as this server's clock tells them.
///
/// A view of `people`, which has to outlive it.
class logged_people {
public:
    /// The log is ahead of the clock by `ahead`.
    explicit logged_people(const people& in, milliseconds ahead = {}) : in_(in), ahead_(ahead) {}

    const people& all() const { return in_; }

    /// Attendee for a stranger.
    role role_of(participant_id who) const {
        const auto* known = in_.find(who);
        return known == nullptr ? role::attendee : known->role;
    }

    /// A participant's last presence; it has no end while they are present. Empty if there is none.
    std::optional<presence> last_of(participant_id who) const {
        const auto* known = in_.find(who);
        if (known == nullptr || known->presences.empty()) return {};
        auto last = known->presences.back();
        last.from -= ahead_;
        if (last.to) *last.to -= ahead_;
        return last;
    }

private:
    const people& in_;
    milliseconds ahead_;
};

}  // namespace aula
