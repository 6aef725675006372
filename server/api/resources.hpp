#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "api/problem.hpp"
#include "net/http.hpp"

namespace aula {
struct call;
}

/// The handlers of all routes, one file of resources/ for each group. What each does stands in
/// protocol/openapi.yaml under the same name; what has been checked before one is called stands at
/// `api`.
namespace aula::resources {

using answer = boost::asio::awaitable<http_response>;
using objection = boost::asio::awaitable<std::optional<problem>>;

answer health(call& c);
answer ready(call& c);
answer live(call& c);
answer reload(call& c);

answer me(call& c);
answer log_in(call& c);
answer log_out(call& c);

answer list_courses(call& c);
answer create_course(call& c);
answer course(call& c);
answer replace_course(call& c);
answer delete_course(call& c);
answer course_document(call& c);

answer add_session(call& c);
answer session(call& c);
answer change_session(call& c);
answer remove_session(call& c);
answer session_times(call& c);
answer correct_session_times(call& c);
answer start_session_over(call& c);

answer register_person(call& c);
answer send_link(call& c);
answer list_registrations(call& c);
answer add_to_roster(call& c);
answer change_registration(call& c);
answer invite(call& c);
answer list_mail(call& c);

answer ticket(call& c);
answer chat(call& c);
answer people(call& c);

answer list_decks(call& c);
objection before_upload(call& c);
answer upload_deck(call& c);
answer deck(call& c);
answer remove_deck(call& c);
answer deck_picture(call& c);
answer deck_text(call& c);

answer attendance(call& c);

answer list_tokens(call& c);
answer make_token(call& c);
answer revoke_token(call& c);

}  // namespace aula::resources
