#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/course_attendance.hpp"
#include "store/courses.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"

namespace aula {

enum class attendance_table { counts, persons, intervals, matrix };
std::optional<attendance_table> parse_attendance_table(std::string_view name);
std::string_view name_of(attendance_table value);

/// Everything a report is computed from, gathered beforehand; the computation touches nothing else.
struct attendance_facts {
    course_record course;
    std::vector<participant_record> people;
    std::vector<session_record> sessions;
    std::vector<std::shared_ptr<const session>> states;  ///< One for each session, in their order.
    milliseconds grace{};
    timestamp now;
};

/// The table as the schemas of protocol/openapi.yaml have it.
std::string attendance_json(const attendance_facts& of, attendance_table which);

/// The same figures for spreadsheets; instants in UTC and in the course's zone.
std::string attendance_csv(const attendance_facts& of, attendance_table which);

}  // namespace aula
