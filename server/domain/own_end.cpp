#include "domain/own_end.hpp"

#include <algorithm>

#include "domain/session.hpp"

namespace aula {

std::optional<own_end> own_end_of(const session& state, const own_end_rule& rule) {
    const auto& life = state.life;
    if (!life.plan() || !life.has_begun_and_not_ended()) return {};
    const auto planned = life.plan()->to;
    const auto done = std::max(state.people.staff_led_at(), planned);
    if (state.people.staff_present() > 0) {
        const auto ends_at = std::max(done, life.since().value_or(done)) + rule.unconfirmed;
        return own_end{ends_at, done, ends_at - rule.unconfirmed / 2};
    }
    const auto seen = std::max(done, state.people.staff_seen());
    const auto ends_at = std::max(seen, life.since().value_or(seen)) + rule.without_staff;
    return own_end{ends_at, seen, {}};
}

}  // namespace aula
