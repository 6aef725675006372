#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "generated/messages.hpp"
#include "store/database.hpp"

namespace aula {

/// A sitting of a course as it is planned. What happens in it is in its log; `phase` and `call_url`
/// mirror that for lists.
struct session_record {
    session_id id;
    course_id course;
    std::string key;  ///< The organizer's own name for it, unique in the course.
    std::string title;
    std::string summary;
    std::string lecturer;
    std::string call_url;  ///< A call outside Aula, for people of the course; may be empty.
    timestamp starts_at;
    timestamp ends_at;
    session_phase phase = session_phase::scheduled;
};

}  // namespace aula

/// The table of sessions. Everything answers `not_found` for an unknown session.
namespace aula::sessions {

/// The new session's id; `id`, `phase` and `call_url` of the record are ignored. `conflict` when
/// the course has that key.
result<session_id> add(database& db, const session_record& planned);

/// Changes what is planned; course, phase, link to the call and log stay.
result<void> change(database& db, const session_record& planned);

/// Deletes it with its decks and its log.
result<void> remove(database& db, session_id which);

result<session_record> find(database& db, session_id which);
result<session_record> find(database& db, course_id course, std::string_view key);

/// In the order in which they start.
result<std::vector<session_record>> of_course(database& db, course_id course);

/// Those that have been opened and have not ended.
result<std::vector<session_id>> begun(database& db);

/// Called by the event log, for the events that say so.
result<void> set_phase(database& db, session_id which, session_phase phase);
result<void> set_call_url(database& db, session_id which, const std::string& url);

}  // namespace aula::sessions
