#pragma once

#include "domain/ruling.hpp"
#include "domain/session.hpp"

namespace aula {

/// The rules: what this command, from this actor, becomes in this session. Changes nothing and
/// never fails.
///
/// In order: a stranger and a removed person are refused everything, then the role table (`may`),
/// then the rule of the command itself. The system passes the first two.
ruling decide(const session& state, const actor& by, const command& asked);

}  // namespace aula
