#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "generated/messages.hpp"
#include "store/database.hpp"

namespace aula {

enum class participant_status {
    active,
    removed,  ///< By an organizer: may not come in; what they did stays in the log.
};
std::string_view name_of(participant_status value);
std::optional<participant_status> parse_participant_status(std::string_view name);

/// A person in a course.
struct participant_record {
    participant_id id;
    course_id course;
    std::string
        registration_id;  ///< `R000007`: what a person can quote in a mail; unique in the course.
    std::string external_id;  ///< In the organizer's own books; may be empty.
    std::string name;
    std::string email;  ///< May be empty for people an organizer added.
    std::string institution;
    std::string country;  ///< ISO 3166 alpha-2, or empty.
    std::string zone;     ///< IANA name, or empty.
    aula::role role = aula::role::attendee;
    participant_status status = participant_status::active;
    std::optional<timestamp> consented_at;
    timestamp registered_at;
};

/// What somebody fills in, or a line of a roster.
struct person_form {
    std::string external_id;
    std::string name;
    std::string email;
    std::string institution;
    std::string country;
    std::string zone;
    aula::role role = aula::role::attendee;
    bool has_consented = false;
    std::string join_token_hash;  ///< Used only when the person turns out to be new.
    participant_id known_as;      ///< The person of the course that it is about, if that is known.
};

struct registration_outcome {
    enum class kind {
        added,
        known,   ///< The address was registered before: nothing changed, the join token neither.
        full,    ///< No place left; `who` is empty.
        closed,  ///< The course takes no registrations; `who` is empty.
    };
    kind what = kind::added;
    participant_record who;
};

struct roster_outcome {
    participant_record who;
    bool is_new = false;                       ///< The join token of the form is theirs now.
    std::optional<participant_record> before;  ///< As the person was; empty for the new.
};

struct roster_query {
    participant_id after;  ///< Those behind this one; none for the first page.
    std::size_t limit = 100;
    std::string containing;  ///< In name, e-mail, institution or a number; empty for everybody.
};

}  // namespace aula

/// The table of people. Everything answers `not_found` for somebody unknown. E-mail addresses that
/// differ only in the case of ASCII letters are one address.
namespace aula::registrations {

/// Somebody registers themselves. Counts places and takes one in the same piece of work. A full or
/// closed course is that to everybody, so that the outcome does not tell who is registered.
result<registration_outcome> enroll(
    database& db, course_id course, const person_form& form, timestamp now
);

/// An organizer's list. A person who has the number of a line, or else its address, is changed, but
/// a removed person stays removed; everybody else is added. All or nothing; capacity does not bind.
/// The outcomes are in the order of the list. Looks people up 64 at a time.
///
/// `conflict` for what would turn one person into another: see `plan_roster`, which says more of
/// it. What counts is the end: two people may exchange their addresses.
result<std::vector<roster_outcome>> merge_roster(
    database& db, course_id course, std::span<const person_form> people, timestamp now
);

/// An id that nobody will have.
result<participant_id> take_id(database& db);

result<participant_record> find(database& db, participant_id who);
result<participant_record> find_by_email(database& db, course_id course, std::string_view email);
result<participant_record> find_by_join_token(database& db, std::string_view hash);
result<participant_record> find_by_registration_id(
    database& db, course_id course, std::string_view registration_id
);

/// By id, so that the last one's id fetches the next page.
result<std::vector<participant_record>> page(
    database& db, course_id course, const roster_query& wanted
);
/// How many `page` would answer in all.
result<std::int64_t> count_matching(database& db, course_id course, std::string_view containing);
result<std::vector<participant_record>> all(database& db, course_id course);

/// Everybody who is not an attendee and not removed.
result<std::vector<participant_record>> staff(database& db, course_id course);

/// What somebody of the staff is called, by their number or registration id; `not_found` when
/// nobody has it.
result<std::string> name_of_staff(database& db, course_id course, std::string_view key);

/// Attendees who are not removed: those who take up places. Kept, not counted.
result<std::int64_t> count(database& db, course_id course);

result<void> set_role(database& db, participant_id who, aula::role role);
result<void> set_status(database& db, participant_id who, participant_status status);
result<void> set_name(database& db, participant_id who, std::string_view name);

/// The old join link ends at once, and so do the pending ones.
result<void> set_join_token(database& db, participant_id who, std::string_view hash);

/// Deletes the person, their logins' part in the course, mails to them, and their name and words in
/// the logs.
result<void> erase(database& db, participant_id who);

}  // namespace aula::registrations
