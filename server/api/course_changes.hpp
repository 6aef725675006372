#pragma once

#include <string>
#include <vector>

#include "api/course_plan.hpp"
#include "api/merge_people.hpp"
#include "base/json_fwd.hpp"

namespace aula {

/// What a document does to one thing of a course.
struct course_change {
    enum class kind {
        added,
        changed,
        kept,     ///< The document does not name it.
        removed,  ///< The document does not name it, and removing was asked for.
    };
    enum class subject { course, session, person };
    struct field {
        std::string name;  ///< As the document calls it.
        std::string from;
        std::string to;
    };

    kind what = kind::added;
    subject of = subject::course;
    std::string key;
    std::string title;               ///< Of the session; of a person the name.
    std::vector<field> fields;       ///< Of what is changed.
    std::vector<std::string> decks;  ///< Titles of the decks of a session that is kept or removed.
    std::size_t people = 0;          ///< Who have been in the room of a session that is removed.
};
using course_changes = std::vector<course_change>;

/// The key by which a document names somebody of the staff: the number, or else the registration
/// id.
std::string key_of(const participant_record& who);

/// The fields of the course itself and those of its sessions that the plan changes or adds, in the
/// plan's order. Times are written in the zones of the course before and after.
course_changes compare_course(const course_record& before, const course_record& after);
course_changes compare_sessions(
    const course_record& before, const std::vector<session_record>& there, const course_plan& plan
);

/// What a document's list of people has done.
course_changes compare_people(const std::vector<roster_outcome>& merged);

/// Schema course_change of protocol/openapi.yaml.
nlohmann::ordered_json to_json(const course_changes& changes);

}  // namespace aula
