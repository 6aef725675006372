#pragma once

#include <optional>

#include "domain/ruling.hpp"
#include "domain/spans.hpp"

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

/// Whether its doors are open.
bool has_begun_and_not_ended(const session& state);

/// Empty for a session that has not been opened, has ended, or has no plan in its log.
std::optional<own_end> own_end_of(const session& state, const own_end_rule& rule);

inline constexpr std::size_t correction_reason_max = 500;  ///< Characters.

// The rules of a session's time: its plan, its end by itself, what an organizer corrects, and what
// a server does that comes back.
ruling decide_one(const session& state, const actor& by, const plan_session& asked);
ruling decide_one(const session& state, const actor& by, const end_unattended& asked);
ruling decide_one(const session& state, const actor& by, const ask_confirmation& asked);
ruling decide_one(const session& state, const actor& by, const confirm_session&);
ruling decide_one(const session& state, const actor& by, const resume_session&);
ruling decide_one(const session& state, const actor& by, const correct_clock&);
ruling decide_one(const session& state, const actor& by, const reopen_session&);
/// The caller has checked the times: the start is before the end, and neither is later than now.
ruling decide_one(const session& state, const actor& by, const correct_session& asked);
ruling decide_one(const session& state, const actor& by, const start_over& asked);

}  // namespace aula
