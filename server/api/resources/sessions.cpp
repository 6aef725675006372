#include "store/sessions.hpp"

#include "api/call.hpp"
#include "api/call_links.hpp"
#include "api/course_store.hpp"
#include "api/json_reader.hpp"
#include "api/leftovers.hpp"
#include "api/resources.hpp"
#include "api/session_plans.hpp"
#include "api/views.hpp"
#include "store/decks.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

session_record read_new(
    const nlohmann::json& body, const std::string& zone, std::optional<bad_field>& wrong
) {
    json_reader fields(body, wrong);
    session_record planned;
    planned.key = read_key(fields);
    planned.title = fields.line("title", session_title_max);
    planned.summary = fields.prose("summary", session_summary_max);
    planned.lecturer = fields.line_or("lecturer", lecturer_max);
    planned.starts_at = read_wall_time(fields, "starts", zone);
    planned.ends_at = read_wall_time(fields, "ends", zone);
    planned.call_url = read_call_url(fields);
    check_times(fields, planned.starts_at, planned.ends_at);
    fields.end();
    return planned;
}

/// The session as it was, with the fields that the body has replaced.
session_record read_change(
    const nlohmann::json& body, session_record planned, const std::string& zone,
    std::optional<bad_field>& wrong
) {
    json_reader fields(body, wrong);
    if (fields.has("title")) planned.title = fields.line("title", session_title_max);
    if (fields.has("summary")) planned.summary = fields.prose("summary", session_summary_max);
    if (fields.has("lecturer")) planned.lecturer = fields.line_or("lecturer", lecturer_max);
    if (fields.has("starts")) planned.starts_at = read_wall_time(fields, "starts", zone);
    if (fields.has("ends")) planned.ends_at = read_wall_time(fields, "ends", zone);
    if (fields.has("call_url")) planned.call_url = read_call_url(fields);
    check_times(fields, planned.starts_at, planned.ends_at);
    fields.end();
    return planned;
}

/// A session with the name that its page shows for its lecturer.
struct saved_session {
    session_record session;
    std::string lecturer;
};

/// The name of the person of the staff whose key it is, else the text itself.
result<std::string> lecturer_of(database& db, const session_record& of) {
    if (of.lecturer.empty()) return std::string{};
    auto name = registrations::name_of_staff(db, of.course, of.lecturer);
    if (!name && name.error().code == error_code::not_found) return of.lecturer;
    return name;
}

result<saved_session> with_lecturer(database& db, session_id which) {
    auto session = sessions::find(db, which);
    if (!session) return session.error();
    auto lecturer = lecturer_of(db, *session);
    if (!lecturer) return lecturer.error();
    return saved_session{*std::move(session), *std::move(lecturer)};
}

result<saved_session> add(database& db, const session_record& planned) {
    const auto id = sessions::add(db, planned);
    if (!id) return id.error();
    return with_lecturer(db, *id);
}

result<saved_session> change(database& db, const session_record& planned) {
    if (auto changed = sessions::change(db, planned); !changed) return changed.error();
    return with_lecturer(db, planned.id);
}

views::json shown(const saved_session& saved) {
    return views::session_page(saved.session, saved.lecturer);
}

/// For people of the course and those who run it; public pages show a session without its link.
views::json shown_with_call(const saved_session& saved) {
    auto out = shown(saved);
    out["call_url"] = saved.session.call_url;
    return out;
}

/// Gives the session that was just saved the link that it is to have.
boost::asio::awaitable<result<void>> save_call_link(
    call& c, saved_session& saved, const std::string& url
) {
    if (saved.session.call_url == url) co_return result<void>();
    std::vector<new_call_link> links;
    links.push_back({saved.session.id, url});
    auto changed = co_await change_call_links(c.parts.live, std::move(links));
    if (changed) saved.session.call_url = url;
    co_return changed;
}

/// What the room's page shows beside the session.
struct session_room {
    std::string lecturer;
    std::vector<deck_record> decks;
};

result<session_room> find_room(database& db, const session_record& of) {
    auto lecturer = lecturer_of(db, of);
    if (!lecturer) return lecturer.error();
    auto decks = decks::of_session(db, of.id);
    if (!decks) return decks.error();
    return session_room{*std::move(lecturer), *std::move(decks)};
}

}  // namespace

answer add_session(call& c) {
    std::optional<bad_field> wrong;
    auto planned = read_new(c.body, c.course->zone, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    planned.course = c.course->id;
    auto work = [planned](database& db) { return add(db, planned); };
    auto saved = co_await c.parts.kept.write(std::move(work));
    if (!saved && saved.error().code == error_code::conflict) {
        co_return refuse(
            conflict("The course has a session with the key " + planned.key + " already.")
        );
    }
    if (!saved) co_return refuse(saved.error());
    const auto linked = co_await save_call_link(c, *saved, planned.call_url);
    if (!linked) co_return refuse(linked.error());
    co_return json_answer(shown_with_call(*saved), 201);
}

answer session(call& c) {
    auto work = [of = *c.session](database& db) { return find_room(db, of); };
    const auto room = co_await c.parts.kept.read(std::move(work));
    if (!room) co_return refuse(room.error());
    auto out = views::session_page(*c.session, room->lecturer);
    out["call_url"] = c.session->call_url;
    auto decks = views::json::array();
    for (const auto& one : room->decks) {
        if (one.state == deck_state::ready) decks.push_back(views::deck(one));
    }
    out["decks"] = std::move(decks);
    if (c.you) out["you"] = views::own_participant(*c.you, *c.course);
    co_return json_answer(out);
}

answer change_session(call& c) {
    std::optional<bad_field> wrong;
    auto planned = read_change(c.body, *c.session, c.course->zone, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    auto work = [planned](database& db) { return change(db, planned); };
    auto saved = co_await c.parts.kept.write(std::move(work));
    if (!saved) co_return refuse(saved.error());
    const bool is_moved =
        planned.starts_at != c.session->starts_at || planned.ends_at != c.session->ends_at;
    if (is_moved) {
        std::vector<session_id> moved{planned.id};
        const auto told = co_await tell_plans(c.parts.kept, c.parts.live, std::move(moved));
        if (!told) co_return refuse(told.error());
    }
    const bool is_named = planned.call_url != c.session->call_url;
    const auto url = is_named ? planned.call_url : saved->session.call_url;
    const auto linked = co_await save_call_link(c, *saved, url);
    if (!linked) co_return refuse(linked.error());
    co_return json_answer(shown_with_call(*saved));
}

answer remove_session(call& c) {
    auto work = [which = *c.session](database& db) { return delete_session(db, which); };
    const auto gone = co_await c.parts.kept.write(std::move(work));
    if (!gone) co_return refuse(gone.error());
    co_await clear_away(c, *gone);
    co_return no_content();
}

}  // namespace aula::resources
