#pragma once

#include <optional>

#include "domain/session.hpp"

namespace aula {

/// What the server itself has to do in a session at `now`, because of what has happened in it:
/// one command of the system. Empty when nothing is due.
///
/// A part says so with a member `std::optional<command> due(timestamp now) const`. The rules must
/// take its command, and after the command's event it is no longer due. The room asks after
/// every event, so an answer costs at most a lookup.
std::optional<command> due(const session& state, timestamp now);

}  // namespace aula
