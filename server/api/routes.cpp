#include "api/routes.hpp"

#include <array>

#include "api/resources.hpp"

namespace aula {
namespace {

using enum verb;
namespace api = resources;  // some handlers share their names with types of the domain

/// The bounds of JSON are those of the largest request that the route understands.
struct takes {
    static constexpr body_rule none{};
    static constexpr body_rule file{.kind = body_kind::file};
    static constexpr body_rule json{body_kind::json, {.depth_max = 2, .values_max = 64}};
    static constexpr body_rule json_link{
        body_kind::json, {.depth_max = 1, .values_max = 8}, 4 * 1024, 4 * 1024
    };
    static constexpr body_rule json_roster{body_kind::json, {.depth_max = 2, .values_max = 10'000}};
    static constexpr body_rule json_document{
        body_kind::json, {.depth_max = 4, .values_max = 20'000}
    };
};

// One line a route: tests/protocol compares this table with protocol/openapi.yaml.
// clang-format off
constexpr std::array table{
    route{"GET", "/api/v1/health", takes::none, fetch_file, api::health},
    route{"GET", "/api/v1/health/ready", takes::none, fetch_file, api::ready},
    route{"GET", "/api/v1/health/live", takes::none, fetch_file, api::live},
    route{"POST", "/api/v1/reload", takes::none, run_server, api::reload},
    route{"GET", "/api/v1/me", takes::none, see_public, api::me},
    route{"POST", "/api/v1/logins", takes::json_link, see_public, api::log_in, nullptr, payment::by_handler},
    route{"DELETE", "/api/v1/logins/current", takes::none, verb::log_out, api::log_out},
    route{"GET", "/api/v1/courses", takes::none, fetch_file, api::list_courses},
    route{"POST", "/api/v1/courses", takes::json_document, verb::create_course, api::create_course},
    route{"GET", "/api/v1/courses/{course}", takes::none, see_public, api::course},
    route{"PUT", "/api/v1/courses/{course}", takes::json_document, write_course, api::replace_course},
    route{"DELETE", "/api/v1/courses/{course}", takes::json, manage_course, api::delete_course},
    route{"GET", "/api/v1/courses/{course}/document", takes::none, manage_course, api::course_document},
    route{"POST", "/api/v1/courses/{course}/sessions", takes::json, manage_course, api::add_session},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}", takes::none, attend, api::session},
    route{"PATCH", "/api/v1/courses/{course}/sessions/{session}", takes::json, manage_course, api::change_session},
    route{"DELETE", "/api/v1/courses/{course}/sessions/{session}", takes::none, manage_course, api::remove_session},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/times", takes::none, manage_course, api::session_times},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/times", takes::json, manage_course, api::correct_session_times},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/start_over", takes::json, manage_course, api::start_session_over},
    route{"POST", "/api/v1/courses/{course}/registrations", takes::json, see_public, api::register_person},
    route{"POST", "/api/v1/courses/{course}/links", takes::json, see_public, api::send_link},
    route{"GET", "/api/v1/courses/{course}/registrations", takes::none, manage_course, api::list_registrations},
    route{"POST", "/api/v1/courses/{course}/roster", takes::json_roster, write_course, api::add_to_roster},
    route{"PATCH", "/api/v1/courses/{course}/registrations/{participant}", takes::json, manage_course, api::change_registration},
    route{"POST", "/api/v1/courses/{course}/registrations/{participant}/invitations", takes::json, manage_course, api::invite},
    route{"GET", "/api/v1/courses/{course}/mail", takes::none, manage_course, api::list_mail},
    route{"POST", "/api/v1/courses/{course}/sessions/{session}/tickets", takes::json, enter_room, api::ticket},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/chat", takes::none, attend, api::chat},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/people", takes::none, present, api::people},
    route{"GET", "/api/v1/courses/{course}/sessions/{session}/decks", takes::none, present, api::list_decks},
    route{"PUT", "/api/v1/courses/{course}/sessions/{session}/decks/{file}", takes::file, bring_decks, api::upload_deck, api::before_upload},
    route{"GET", "/api/v1/courses/{course}/decks/{deck}", takes::none, bring_decks, api::deck},
    route{"DELETE", "/api/v1/courses/{course}/decks/{deck}", takes::none, present, api::remove_deck},
    route{"GET", "/api/v1/courses/{course}/attendance", takes::none, read_attendance, api::attendance},
    route{"GET", "/api/v1/courses/{course}/tokens", takes::none, manage_course, api::list_tokens},
    route{"POST", "/api/v1/courses/{course}/tokens", takes::json, manage_course, api::make_token},
    route{"DELETE", "/api/v1/courses/{course}/tokens/{token}", takes::none, manage_course, api::revoke_token},
    route{"GET", "/decks/{hash}/{page}-{width}.webp", takes::none, fetch_file, api::deck_picture},
    route{"GET", "/decks/{hash}/{page}.txt", takes::none, fetch_file, api::deck_text},
};
// clang-format on

}  // namespace

std::span<const route> routes() {
    return table;
}

}  // namespace aula
