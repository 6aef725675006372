#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/json_reader.hpp"
#include "base/json_fwd.hpp"
#include "store/courses.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"

namespace aula {

/// A course as its document says it should be (schema course_document; the TOML file has the same
/// keys).
///
/// Staff are known by their keys, which are kept as external ids; a session's lecturer is such a
/// key, or a name.
struct course_plan {
    course_record course;
    std::vector<person_form> people;
    std::vector<session_record> sessions;
    /// Keys of the sessions whose link to a call the document names; the others keep theirs.
    std::set<std::string> call_links;
    bool names_credit = false;  ///< Otherwise a course that is there keeps its own.
};

/// Reads a document; what is wrong is noted with its path.
course_plan read_course_plan(const nlohmann::json& document, std::optional<bad_field>& wrong);

/// The document that would make the course again. Files of decks are not part of it.
nlohmann::ordered_json to_document(const course_plan& plan);

inline constexpr std::size_t session_title_max = 200;
inline constexpr std::size_t session_summary_max = 4000;
inline constexpr std::size_t lecturer_max = 120;

/// The organizer's own name for a session or a person: letters, digits, `.`, `-` and `_`, and
/// nothing that looks like a session's id (`s12`), because both stand in the same place of an
/// address.
bool is_key(std::string_view text);
std::string read_key(json_reader& fields);

/// A local time of the course's zone as an instant; the epoch when it is wrong.
timestamp read_wall_time(json_reader& fields, std::string_view name, const std::string& zone);

/// Notes a session that does not end after it starts, or lasts longer than a day.
void check_times(json_reader& fields, timestamp starts_at, timestamp ends_at);

}  // namespace aula
