#include "api/routes.hpp"

#include <array>

#include "api/resources.hpp"

namespace aula {
namespace {

using enum body_kind;
using enum verb;
namespace api = resources;  // some handlers share their names with types of the domain

// One line a route: tests/protocol compares this table with protocol/openapi.yaml.
// clang-format off
constexpr std::array table{
    route{"GET", "/api/v1/health", none, fetch_file, api::health},
    route{"GET", "/api/v1/health/ready", none, fetch_file, api::ready},
    route{"GET", "/api/v1/health/live", none, fetch_file, api::live},
    route{"POST", "/api/v1/reload", none, run_server, api::reload},
    route{"GET", "/api/v1/me", none, see_public, api::me},
    route{"POST", "/api/v1/logins", json, see_public, api::log_in},
    route{"DELETE", "/api/v1/logins/current", none, verb::log_out, api::log_out},
    route{"GET", "/api/v1/courses", none, fetch_file, api::list_courses},
    route{"POST", "/api/v1/courses", json, verb::create_course, api::create_course},
    route{"GET", "/api/v1/courses/{course}", none, see_public, api::course},
    route{"PUT", "/api/v1/courses/{course}", json, write_course, api::replace_course},
    route{"DELETE", "/api/v1/courses/{course}", json, manage_course, api::delete_course},
    route{"GET", "/api/v1/courses/{course}/document", none, manage_course, api::course_document},
    route{"POST", "/api/v1/courses/{course}/sessions", json, manage_course, api::add_session},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}", none, attend, api::session},
    route{"PATCH", "/api/v1/courses/{course}/sessions/{session}", json, manage_course, api::change_session},
    route{"DELETE", "/api/v1/courses/{course}/sessions/{session}", none, manage_course, api::remove_session},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/times", none, manage_course, api::session_times},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/times", json, manage_course, api::correct_session_times},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/start_over", json, manage_course, api::start_session_over},
    route{"POST", "/api/v1/courses/{course}/registrations", json, see_public, api::register_person},
    route{"POST", "/api/v1/courses/{course}/links", json, see_public, api::send_link},
    route{"GET", "/api/v1/courses/{course}/registrations", none, manage_course, api::list_registrations},
    route{"POST", "/api/v1/courses/{course}/roster", json, write_course, api::add_to_roster},
    route{"PATCH", "/api/v1/courses/{course}/registrations/{participant}", json, manage_course, api::change_registration},
    route{"POST", "/api/v1/courses/{course}/registrations/{participant}/invitations", json, manage_course, api::invite},
    route{"GET", "/api/v1/courses/{course}/mail", none, manage_course, api::list_mail},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/tickets", json, enter_room, api::ticket},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/chat", none, attend, api::chat},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/people", none, present, api::people},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/decks", none, present, api::list_decks},
    route{"PUT", "/api/v1/courses/{course}/sessions/{session}/decks/{file}", file, bring_decks, api::upload_deck},
    route{"GET", "/api/v1/courses/{course}/decks/{deck}", none, bring_decks, api::deck},
    route{"DELETE", "/api/v1/courses/{course}/decks/{deck}", none, present, api::remove_deck},
    route{"GET", "/api/v1/courses/{course}/attendance", none, read_attendance, api::attendance},
    route{"GET", "/api/v1/courses/{course}/tokens", none, manage_course, api::list_tokens},
    route{"POST", "/api/v1/courses/{course}/tokens", json, manage_course, api::make_token},
    route{"DELETE", "/api/v1/courses/{course}/tokens/{token}", none, manage_course, api::revoke_token},
    route{"GET", "/decks/{hash}/{page}-{width}.webp", none, fetch_file, api::deck_picture},
    route{"GET", "/decks/{hash}/{page}.txt", none, fetch_file, api::deck_text},
};
// clang-format on

}  // namespace

std::span<const route> routes() {
    return table;
}

}  // namespace aula
