#include "api/routes.hpp"

#include <array>

#include "api/resources.hpp"

namespace aula {
namespace {

using enum body_kind;
using enum verb;
using namespace resources;

// One line a route: tests/protocol compares this table with protocol/openapi.yaml.
// clang-format off
constexpr std::array table{
    route{"GET", "/api/v1/health", none, fetch_file, health},
    route{"GET", "/api/v1/me", none, see_public, me},
    route{"POST", "/api/v1/logins", json, see_public, log_in},
    route{"DELETE", "/api/v1/logins/current", none, verb::log_out, resources::log_out},
    route{"GET", "/api/v1/courses", none, fetch_file, list_courses},
    route{"POST", "/api/v1/courses", json, verb::create_course, resources::create_course},
    route{"GET", "/api/v1/courses/{course}", none, see_public, course},
    route{"PUT", "/api/v1/courses/{course}", json, write_course, replace_course},
    route{"DELETE", "/api/v1/courses/{course}", json, manage_course, delete_course},
    route{"GET", "/api/v1/courses/{course}/document", none, manage_course, course_document},
    route{"POST", "/api/v1/courses/{course}/sessions", json, manage_course, add_session},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}", none, attend, session},
    route{"PATCH", "/api/v1/courses/{course}/sessions/{session}", json, manage_course, change_session},
    route{"DELETE", "/api/v1/courses/{course}/sessions/{session}", none, manage_course, remove_session},
    route{"POST", "/api/v1/courses/{course}/registrations", json, see_public, register_person},
    route{"GET", "/api/v1/courses/{course}/registrations", none, manage_course, list_registrations},
    route{"POST", "/api/v1/courses/{course}/roster", json, write_course, add_to_roster},
    route{"PATCH", "/api/v1/courses/{course}/registrations/{participant}", json, manage_course, change_registration},
    route{"POST", "/api/v1/courses/{course}/registrations/{participant}/invitations", json, manage_course, invite},
    route{"GET", "/api/v1/courses/{course}/mail", none, manage_course, list_mail},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/tickets", json, enter_room, ticket},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/chat", none, attend, chat},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/people", none, present, people},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/decks", none, present, list_decks},
    route{"PUT", "/api/v1/courses/{course}/sessions/{session}/decks/{file}", file, bring_decks, upload_deck},
    route{"GET", "/api/v1/courses/{course}/decks/{deck}", none, bring_decks, deck},
    route{"DELETE", "/api/v1/courses/{course}/decks/{deck}", none, present, remove_deck},
    route{"GET", "/api/v1/courses/{course}/attendance", none, read_attendance, attendance},
    route{"GET", "/api/v1/courses/{course}/tokens", none, manage_course, list_tokens},
    route{"POST", "/api/v1/courses/{course}/tokens", json, manage_course, make_token},
    route{"DELETE", "/api/v1/courses/{course}/tokens/{token}", none, manage_course, revoke_token},
    route{"GET", "/decks/{hash}/{page}-{width}.webp", none, fetch_file, deck_picture},
    route{"GET", "/decks/{hash}/{page}.txt", none, fetch_file, deck_text},
};
// clang-format on

}  // namespace

std::span<const route> routes() {
    return table;
}

}  // namespace aula
