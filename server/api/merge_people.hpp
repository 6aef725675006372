#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/asker.hpp"
#include "api/problem.hpp"
#include "generated/messages.hpp"
#include "store/roster_plan.hpp"

namespace aula {

/// What a roster did.
struct merged_people {
    std::vector<roster_outcome> people;  ///< In the order of the list.
    std::vector<command> changes;        ///< For rooms that are running.
};

/// Whom a roster may add or change.
enum class people_reach {
    everybody,
    attendees,  ///< A program's token: it adds and changes nobody who may do more than it may.
};

people_reach reach_of(const asker& who);

/// A secret for each person, whose hash goes into their form; it counts only for those who turn out
/// to be new.
std::vector<std::string> give_tokens(std::vector<person_form>& people);

/// Whether somebody of these people may run the course.
bool has_organizer(const std::vector<participant_record>& staff);

/// What of these people contradicts itself or the course, before anything is written; nothing when
/// they can be saved. `forbidden` when somebody is out of `reach`.
result<std::optional<roster_clash>> clash_within(
    database& db, course_id course, std::span<const person_form> people, people_reach reach
);

/// Adds or updates people, all or none. Errors as of `registrations::merge_roster`; also `conflict`
/// when the course would lose its last organizer by it, `invalid` for an attendee who is called
/// like somebody of the staff, `forbidden` when somebody is out of `reach`.
result<merged_people> merge_people(
    database& db, course_id course, std::span<const person_form> people, timestamp now,
    people_reach reach = people_reach::everybody
);

/// How a document calls a list of people, and the number of one of them.
struct roster_words {
    std::string list;  ///< Empty when the document is the list.
    std::string number = "external_id";
};

/// The answer to a list that would turn one person into another: 400 when it contradicts itself,
/// else 409, with the code and the places of protocol/openapi.yaml.
problem to_problem(const roster_clash& clash, const roster_words& words);

}  // namespace aula
