#pragma once

#include <optional>

#include "base/clock.hpp"

namespace aula {

struct session;

/// When a session ends that nobody ends.
struct own_end_rule {
    /// After the planned end, once the last of the staff has been gone for this time.
    milliseconds without_staff = std::chrono::minutes{10};
    /// After the planned end, and after the last sign of a member of the staff who is present.
    milliseconds unconfirmed = std::chrono::hours{2};
};

/// What is due in a session that goes on beyond its planned end.
struct own_end {
    timestamp ends_at;  ///< The session ends then, unless somebody of the staff does something.
    timestamp until;    ///< Its end counts as this: the last sign of the staff, or the planned end.
    std::optional<timestamp> asks_at;  ///< The staff is asked then; empty when nobody is present.
};

/// Empty for a session that has not been opened, has ended, or has no plan in its log.
std::optional<own_end> own_end_of(const session& state, const own_end_rule& rule);

}  // namespace aula
