#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/registrations.hpp"

namespace aula {

/// Why a roster is refused: it would turn one person into another.
struct roster_clash {
    enum class reason {
        repeated_email,   ///< Two entries have one address.
        repeated_number,  ///< Two entries have one number.
        repeated_person,  ///< Two entries are of one person, by the number and by the address.
        two_people,       ///< The number is one person's, and the address another's.
        other_number,     ///< The address is that of a person with another number.
        other_person,     ///< The number is that of a person with another name and address.
    };
    reason why = reason::repeated_email;
    std::size_t entry = 0;             ///< Counts from 0.
    std::optional<std::size_t> other;  ///< The entry that it contradicts.
    std::vector<std::string> names;    ///< Of the people of the course that it is about.
    std::string detail;                ///< One English sentence; counts entries from 1.
    bool is_about_staff = false;       ///< Whether one of the people that it names is of the staff.

    bool is_about_address() const;  ///< Else it is about the number.
};
std::string_view name_of(roster_clash::reason why);

/// What a roster makes of the people of a course, before anything is written.
struct roster_plan {
    std::vector<roster_outcome> people;  ///< Those who are new have no id yet.
    std::optional<roster_clash> clash;   ///< Then `people` is not complete.
};

/// Reads only.
result<roster_plan> plan_roster(
    database& db, course_id course, std::span<const person_form> people
);

}  // namespace aula
