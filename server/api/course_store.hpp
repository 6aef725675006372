#pragma once

#include <string>
#include <vector>

#include "api/course_plan.hpp"
#include "api/merge_people.hpp"

namespace aula {

/// What a course or a session leaves behind outside the tables.
struct left_behind {
    std::vector<session_id> sessions;
    std::vector<std::string> decks;  ///< Hashes.
};

/// What saving a plan did.
struct saved_course {
    course_record course;
    merged_people people;                  ///< In the order of the plan.
    std::vector<session_record> sessions;  ///< Of the course, in the order of their start.
    left_behind gone;                      ///< Of sessions that are no more.
};

/// A new course. `conflict` when the slug is taken.
result<saved_course> create_course(database& db, const course_plan& plan, timestamp now);

/// Makes the course what the plan says: sessions are matched by key, people by key and then by
/// address. A session that has begun cannot be left out (`conflict`); nobody is removed by not
/// being mentioned.
result<saved_course> replace_course(
    database& db, const course_record& before, const course_plan& plan, timestamp now
);

/// Deletes the course with everything in it.
result<left_behind> delete_course(database& db, course_id which);

/// Deletes a session that has not been opened; else `conflict`.
result<left_behind> delete_session(database& db, const session_record& which);

/// The course as a plan.
result<course_plan> plan_of(database& db, const course_record& course);

}  // namespace aula
