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

role role_of(const session& state, participant_id who) {
    const auto* known = state.people.find(who);
    return known == nullptr ? role::attendee : known->role;
}

bool is_present(const session& state, participant_id who) {
    const auto* known = state.people.find(who);
    return known != nullptr && known->is_present();
}

std::vector<participant_id> present_people(const session& state) {
    std::vector<participant_id> here;
    here.reserve(state.people.present());
    for (const auto& each : state.people.all()) {
        if (each.is_present()) here.push_back(each.id);
    }
    return here;
}

}  // namespace aula
