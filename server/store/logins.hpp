#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "generated/messages.hpp"
#include "store/database.hpp"

namespace aula {

/// Somebody a browser may act as.
struct login_participant {
    participant_id who;
    course_id course;
    aula::role role = aula::role::attendee;
};

/// One browser's login: one person in every course that it has opened a join link of.
struct login_record {
    login_id id;
    timestamp last_seen_at;
    std::vector<login_participant> participants;  ///< Not those removed from their course.
};

}  // namespace aula

/// The table of logins. Secrets come in hashed. A login dies after `idle_max` without use; each
/// join link in it has to be opened again after `age_max`.
namespace aula::logins {

inline constexpr std::chrono::days idle_max{14};
inline constexpr std::chrono::days age_max{60};
/// Uses are noted this coarsely, so that reading a page does not write to the disk.
inline constexpr std::chrono::hours touch_every{1};

/// A login that goes on from `before` (if that still exists) with one more participant, under a new
/// id and a new secret: whoever knew the old secret knows nothing. In one course a login is one
/// person, the one who came last. Logins that have died are deleted on the way. Answers the new id.
result<login_id> start(
    database& db, login_id before, participant_id who, std::string_view secret_hash, timestamp now
);

/// `not_found` for an unknown or expired secret.
result<login_record> find(database& db, std::string_view secret_hash, timestamp now);

/// For a login whose `last_seen_at` is more than `touch_every` ago.
result<void> touch(database& db, login_id which, timestamp now);

/// Logs out. No effect on one that is gone.
result<void> remove(database& db, login_id which);

/// Takes a person out of all logins, as when their join link is replaced because it fell into wrong
/// hands.
result<void> remove_participant(database& db, participant_id who);

}  // namespace aula::logins
