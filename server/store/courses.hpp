#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// What is kept beside a course, so that nobody has to read its roster for it.
struct course_totals {
    std::int64_t attendees = 0;  ///< Those who are not removed: they take up places.
    /// Grows with every change of what the course's page shows: the course, its sessions and its
    /// staff. Two readings with the same revision have found the same.
    std::int64_t revision = 0;
};

/// A course as its organizer wrote it down.
struct course_record {
    course_id id;
    std::string slug;  ///< Its name in URLs, unique on this server.
    std::string title;
    std::string summary;
    std::string description;
    std::string organizer;             ///< Who gives it, as shown to people.
    std::string zone;                  ///< IANA name.
    std::string language;              ///< BCP 47 tag.
    std::string consent;               ///< What people agree to when they register.
    std::int64_t capacity = 0;         ///< Most people who can register themselves; 0 for no limit.
    std::int64_t minimum_percent = 0;  ///< Attendance that counts as having followed the course.
    bool is_open = true;               ///< People can register themselves.
    timestamp created_at;
    std::int64_t credit_before = 0;  ///< Minutes before a session's planned start that count.
    std::int64_t credit_after = 0;   ///< Minutes after its planned end that count.
    course_totals totals = {};       ///< Kept by the database; not written.
};

/// A course in the public list, with when it begins and ends; empty without sessions.
struct course_listing {
    course_record course;
    std::optional<timestamp> starts_at;
    std::optional<timestamp> ends_at;
};

}  // namespace aula

/// The table of courses. Everything answers `not_found` for an unknown course.
namespace aula::courses {

/// The new course's id; `id` of the record is ignored. `conflict` when the slug is taken.
result<course_id> add(database& db, const course_record& course);

/// Writes all fields but `created_at` and the totals. `conflict` when the slug is taken.
result<void> change(database& db, const course_record& course);

/// Deletes it with everything of it: sessions, logs, people, tokens, decks (their rows) and mails.
result<void> remove(database& db, course_id which);

result<course_record> find(database& db, course_id which);
result<course_record> find(database& db, std::string_view slug);

/// All of them, newest first.
result<std::vector<course_listing>> list(database& db);

}  // namespace aula::courses
