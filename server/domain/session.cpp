#include "domain/session.hpp"

#include <algorithm>

namespace aula {

std::optional<seq_number> answered(const session& state, participant_id who, std::string_view key) {
    const auto* known = state.people.find(who);
    return known == nullptr ? std::nullopt : known->keys.find(key);
}

timestamp not_before(const session& state, timestamp now) {
    return std::max(now, state.last_at);
}

}  // namespace aula
