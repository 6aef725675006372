#include "domain/media.hpp"

namespace aula {

bool may_send_media(const session& state, participant_id who) {
    const auto* known = state.people.find(who);
    if (known == nullptr || known->is_removed || !state.life.has_begun_and_not_ended())
        return false;
    return known->role == role::lecturer || known->role == role::organizer;
}

}  // namespace aula
