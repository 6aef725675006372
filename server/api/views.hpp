#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/json_fwd.hpp"
#include "generated/messages.hpp"
#include "store/courses.hpp"
#include "store/decks.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"

/// What is kept, as protocol/openapi.yaml shows it. One function for each schema that several
/// resources answer.
namespace aula::views {

using json = nlohmann::ordered_json;

/// The names of a course's staff by the keys that its document may know them by: their numbers, and
/// their registration ids.
using staff_names = std::map<std::string, std::string, std::less<>>;
staff_names names_by_key(std::span<const participant_record> staff);

json own_participant(const participant_record& who, const course_record& course);
json registration(const participant_record& who);
json session_page(const session_record& session, std::string_view lecturer);
json session_page(const session_record& session, const staff_names& names);
/// `place_in_line`: 1 for the deck whose rendering begins next; 0 for a deck that does not wait.
json deck(const deck_record& deck, std::size_t place_in_line = 0);

/// A text, or null for an empty one.
json text_or_null(std::string_view text);
json instant_or_null(const std::optional<timestamp>& at);

/// The person's way in. The token is in the fragment, which no server's log ever sees.
std::string join_link(std::string_view public_url, std::string_view token);

}  // namespace aula::views
