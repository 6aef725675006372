#pragma once

#include <span>
#include <string>
#include <vector>

#include "generated/messages.hpp"
#include "store/registrations.hpp"

namespace aula {

/// What a roster did.
struct merged_people {
    std::vector<roster_outcome> people;  ///< In the order of the list.
    std::vector<command> changes;        ///< For rooms that are running.
};

/// A secret for each person, whose hash goes into their form; it counts only for those who turn out
/// to be new.
std::vector<std::string> give_tokens(std::vector<person_form>& people);

/// Adds or updates people, all or none. `conflict` when the course would lose its last organizer by
/// it.
result<merged_people> merge_people(
    database& db, course_id course, std::span<const person_form> people, timestamp now
);

}  // namespace aula
