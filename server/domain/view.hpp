#pragma once

#include "domain/session.hpp"

namespace aula {

/// What somebody of this class is shown on arrival. Bounded: `limits::chat_shown` messages, the
/// decks, the muted.
session_view view(const session& state, audience_class as);

}  // namespace aula
