#pragma once

#include "generated/messages.hpp"

namespace aula::sim {

/// What web/src/live/parts makes of one more event: the client's half of the fold.
void fold_seen(session_view& seen, const logged_event& happened);

}  // namespace aula::sim
