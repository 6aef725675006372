#pragma once

#include "base/ids.hpp"
#include "domain/session.hpp"

namespace aula {

/// Whether a participant may send media frames: lecturers and organizers, from the opening of the
/// session to its end.
bool may_send_media(const session& state, participant_id who);

}  // namespace aula
