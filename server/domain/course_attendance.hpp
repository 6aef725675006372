#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/attendance.hpp"

namespace aula {

/// A person as the roster has them.
struct registered_person {
    participant_id id;
    std::string registration_id;
    std::string external_id;
    std::string name;
    std::string email;
    std::string institution;
    std::string country;
    std::string zone;
    aula::role role = role::attendee;
    timestamp registered_at{};
    bool is_removed = false;
};

/// A session as the plan has it, and what became of it; `state` is null for one that nobody has
/// entered yet.
struct course_session {
    session_id id;
    std::string key;
    std::string title;
    timestamp starts_at{};
    timestamp ends_at{};
    const session* state = nullptr;
};

/// Where somebody stands in a session.
enum class attendance_status {
    not_started,  ///< The session has not been live yet and the person is not waiting in it.
    present,      ///< Here now.
    attended,     ///< Was there in the time that counts.
    absent,       ///< Was not.
};
std::string_view name_of(attendance_status value);

enum class count_group { all, institution, country };
std::string_view name_of(count_group value);

/// Attendees of one session, together or by where they come from. Staff and removed people are not
/// counted.
struct counts_row {
    const course_session* of = nullptr;
    count_group group = count_group::all;
    std::string name;  ///< Which institution or country; empty for all.
    std::size_t registered = 0;
    std::size_t present = 0;
    std::size_t peak = 0;  ///< The most at one moment.
    std::size_t attended = 0;
    std::size_t absent = 0;
};

/// One person in one session.
struct persons_row {
    const course_session* of = nullptr;
    const registered_person* who = nullptr;
    attendance_status status = attendance_status::not_started;
    std::int64_t permille = 0;  ///< Of the session's time that counts, cut.
    attendance was;
};

/// One presence, as it was logged: no gap is closed.
struct intervals_row {
    const course_session* of = nullptr;
    const registered_person* who = nullptr;
    presence stay;
};

struct matrix_cell {
    milliseconds live{};
    milliseconds outside{};
    attendance_status status = attendance_status::not_started;
};

/// One person over the whole course.
struct matrix_row {
    const registered_person* who = nullptr;
    std::vector<matrix_cell> cells;  ///< One for each session, in their order.
    milliseconds live{};
    std::int64_t permille = 0;  ///< Of the time that counts of all sessions so far, cut.
    bool has_certificate = false;
};

/// The attendance of a whole course at one moment: every table that an organizer can ask for.
///
/// A value over plain facts that the caller keeps alive: rows point into them. Sessions and people
/// appear in the order given. Construction costs one pass over every presence: ten sessions of ten
/// thousand people take about a second, a usual course a few milliseconds.
class course_attendance {
public:
    course_attendance(
        std::span<const course_session> sessions, std::span<const registered_person> people,
        timestamp now, const attendance_rule& rule
    );

    std::vector<counts_row> counts() const;        ///< By session: all, institutions, countries.
    std::vector<persons_row> persons() const;      ///< By session, then person.
    std::vector<intervals_row> intervals() const;  ///< By session, person and time.
    std::vector<matrix_row> matrix() const;

    /// How much live time of each session counts, in their order: the heads of the matrix.
    milliseconds live_of(std::size_t session) const { return attended_[session].live; }
    std::span<const course_session> sessions() const { return sessions_; }

private:
    attendance_status status_of(const session_attendance& in, const attendance* was) const;
    matrix_row row_of(const registered_person& who) const;

    std::span<const course_session> sessions_;
    std::span<const registered_person> people_;
    attendance_rule rule_;
    std::vector<session_attendance> attended_;  ///< One for each session.
};

}  // namespace aula
