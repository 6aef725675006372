#pragma once

#include "domain/session.hpp"

namespace aula {

/// Adds one event of the log to the state. The caller hands events in the log's order, each once,
/// without a hole; every event that was ever logged can be folded, whatever the rules say today.
void fold(session& state, const logged_event& happened);

}  // namespace aula
