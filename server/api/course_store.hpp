#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/course_changes.hpp"
#include "api/course_plan.hpp"
#include "api/merge_people.hpp"
#include "store/decks.hpp"

namespace aula {

/// What a course or a session leaves behind outside the tables.
struct left_behind {
    std::vector<session_id> sessions;
    std::vector<deck_record> decks;
    std::vector<mail_id> letters;
};

/// How a document is applied to a course that is there.
struct replacement {
    bool removes_unnamed = false;  ///< Sessions and staff that the document does not name go.
    bool is_trial = false;         ///< Everything is worked out, and nothing is changed.
    std::string only_if;           ///< The plan that was looked at; empty for any.
    people_reach reach = people_reach::everybody;  ///< Whom the asker may add, change and remove.
};

/// What saving a plan did.
struct saved_course {
    std::optional<roster_clash> clash;  ///< Of the plan's people: then nothing was done.
    course_record course;
    merged_people people;                   ///< In the order of the plan.
    std::vector<session_record> sessions;   ///< Of the course, in the order of their start.
    std::vector<participant_record> staff;  ///< Of the course.
    std::vector<participant_id> removed;    ///< Of the staff.
    left_behind gone;                       ///< Of sessions that are no more.
    course_changes changes;
    std::string plan;  ///< A digest of the changes: the same for the same changes.
};

/// A new course. `conflict` when the slug is taken; errors about people as of `merge_people`.
result<saved_course> create_course(database& db, const course_plan& plan, timestamp now);

/// Changes the course to what the plan says: sessions are matched by key, people by key and then
/// by address. What the plan does not name stays, unless its removal is asked for; then sessions
/// are deleted with their decks, and staff may not come in any more. A session that has begun
/// cannot be removed (`conflict`), and attendees never are. `conflict`, too, when the changes are
/// not those of `only_if`; `forbidden` when somebody of the plan is out of reach.
result<saved_course> replace_course(
    database& db, const course_record& before, const course_plan& plan, const replacement& how,
    timestamp now
);

/// Deletes the course with everything in it.
result<left_behind> delete_course(database& db, course_id which);

/// Deletes a session that has not been opened; else `conflict`.
result<left_behind> delete_session(database& db, const session_record& which);

/// The course as a plan.
result<course_plan> plan_of(database& db, const course_record& course);

}  // namespace aula
