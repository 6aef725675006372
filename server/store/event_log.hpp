#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "generated/messages.hpp"
#include "store/database.hpp"
#include "store/leases.hpp"

/// The ordered log of a session: seq 1, 2, 3 … without hole or repeat.
namespace aula::event_log {

/// Appends what follows the last event. `conflict` when it does not follow, because somebody else
/// writes this log; `not_found` when the session was deleted: then nothing is appended. Either may
/// come only with `database::settle`, which a store's piece of work ends with. Events that change
/// the session's phase change it in `sessions` too. With a fence: `fenced`, before anything else is
/// looked at, when the room has another owner; one check for all the events, in the same round
/// trip.
result<void> append(
    database& db, session_id session, std::span<const logged_event> events,
    const std::optional<fence>& with = {}
);

/// At most `limit` events from `from` on, in order. A newer program's event types are an error:
/// folding around them would show something else than what happened.
result<std::vector<logged_event>> read(
    database& db, session_id session, seq_number from, std::size_t limit
);

/// When the newest event of any session happened, as the logs have it; empty without events.
result<std::optional<timestamp>> newest(database& db);

/// 0 for an empty log.
result<seq_number> last_seq(database& db, session_id session);

/// At most `limit` messages before the event `before`, oldest first; hidden ones are marked and
/// have no text.
result<std::vector<chat_message>> chat_before(
    database& db, session_id session, seq_number before, std::size_t limit
);

/// Takes a person's name and words out of all logs of the course, for good; the events stay in
/// their places, so that everybody else's history and the attendance figures do. Rooms that are
/// running still hold them: have those forgotten.
result<void> erase_person(database& db, course_id course, participant_id who);

}  // namespace aula::event_log
