#include "store/courses.hpp"

#include <algorithm>

#include "api/background.hpp"
#include "api/call.hpp"
#include "api/call_links.hpp"
#include "api/course_pages.hpp"
#include "api/course_store.hpp"
#include "api/json_reader.hpp"
#include "api/leftovers.hpp"
#include "api/resources.hpp"
#include "api/session_plans.hpp"
#include "api/tell_rooms.hpp"
#include "api/views.hpp"
#include "live/rooms.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

/// In the order of their first session; those without one come last.
result<std::vector<course_listing>> all_listed(database& db) {
    auto listed = courses::list(db);
    if (!listed) return listed;
    std::ranges::sort(*listed, {}, [](const course_listing& one) {
        return std::pair(one.starts_at.value_or(timestamp::max()), one.course.id);
    });
    return listed;
}

views::json shown(const course_listing& listed) {
    const auto& course = listed.course;
    return {
        {"slug", course.slug},
        {"title", course.title},
        {"summary", course.summary},
        {"organizer", course.organizer},
        {"zone", course.zone},
        {"language", course.language},
        {"is_open", course.is_open},
        {"starts_at", views::instant_or_null(listed.starts_at)},
        {"ends_at", views::instant_or_null(listed.ends_at)},
    };
}

/// What a course's page shows to everybody, all of one moment.
struct course_page {
    course_record course;
    std::vector<session_record> sessions;
    std::vector<participant_record> staff;
};

result<course_page> find_page(database& db, course_id of) {
    auto course = courses::find(db, of);
    if (!course) return course.error();
    auto sessions = sessions::of_course(db, of);
    if (!sessions) return sessions.error();
    auto staff = registrations::staff(db, of);
    if (!staff) return staff.error();
    return course_page{*std::move(course), *std::move(sessions), *std::move(staff)};
}

views::json shown(const std::vector<session_record>& sessions, const views::staff_names& names) {
    auto out = views::json::array();
    for (const auto& one : sessions) out.push_back(views::session_page(one, names));
    return out;
}

/// The shared part is one text already; what differs from asker to asker goes behind it.
http_response whole_page(const course_pages::page& shared, const call& c) {
    http_response out;
    out.headers.emplace_back("content-type", "application/json");
    const views::json registered = c.course->totals.attendees;
    out.body.reserve(shared->size() + 512);
    out.body += *shared;
    out.body += ",\"registered\":" + registered.dump();
    if (c.you) {
        const auto you = views::own_participant(*c.you, *c.course);
        out.body += ",\"you\":";
        out.body += you.dump(-1, ' ', false, views::json::error_handler_t::replace);
    }
    out.body += '}';
    return out;
}

/// What was saved, with a link for everybody who is new.
views::json shown(
    const saved_course& saved, const std::vector<std::string>& tokens, std::string_view public_url
) {
    auto people = views::json::array();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& [who, is_new, before] = saved.people.people[i];
        views::json one{
            {"key", key_of(who)},
            {"id", who.id.text()},
            {"name", who.name},
            {"role", name_of(who.role)},
        };
        if (is_new) one["join_link"] = views::join_link(public_url, tokens[i]);
        people.push_back(std::move(one));
    }
    return {
        {"slug", saved.course.slug},
        {"people", std::move(people)},
        {"sessions", shown(saved.sessions, views::names_by_key(saved.staff))},
        {"changes", to_json(saved.changes)},
    };
}

/// How a course's document calls its people.
roster_words in_document() {
    return {.list = "people", .number = "key"};
}

/// What would be done, and the word that asks for just that.
views::json shown_plan(const saved_course& tried) {
    return {
        {"slug", tried.course.slug},
        {"changes", to_json(tried.changes)},
        {"plan", tried.plan},
    };
}

/// Nothing when a word of the query is not one of those that it may be.
std::optional<replacement> read_replacement(const http_request& request) {
    const auto prune = read_flag(request, "prune");
    const auto trial = read_flag(request, "dry_run");
    if (!prune || !trial) return {};
    return replacement{*prune, *trial, std::string(request.query_value("plan"))};
}

std::vector<session_id> ids_of(const std::vector<session_record>& sessions) {
    std::vector<session_id> all;
    for (const auto& one : sessions) all.push_back(one.id);
    return all;
}

}  // namespace

answer list_courses(call& c) {
    auto list = [](database& db) { return all_listed(db); };
    const auto listed = co_await c.parts.kept.read(std::move(list));
    if (!listed) co_return refuse(listed.error());
    auto out = views::json::array();
    for (const auto& one : *listed) out.push_back(shown(one));
    co_return json_answer({{"courses", std::move(out)}});
}

answer create_course(call& c) {
    std::optional<bad_field> wrong;
    auto read = [&c, &wrong] { return read_course_plan(c.body, wrong); };
    auto plan = co_await c.behind.run(std::move(read));
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    const auto tokens = give_tokens(plan.people);
    auto work = [plan, now = c.now](database& db) { return aula::create_course(db, plan, now); };
    auto saved = co_await c.parts.kept.write(std::move(work));
    if (!saved) co_return refuse(saved.error());
    if (saved->clash) co_return refuse(to_problem(*saved->clash, in_document()));
    auto links = call_links_to_change(plan.sessions, plan.call_links, saved->sessions);
    const auto linked = co_await change_call_links(c.parts.live, std::move(links));
    if (!linked) co_return refuse(linked.error());
    auto show = [&] {
        return json_answer(shown(*saved, tokens, c.parts.settings.public_url), 201);
    };
    auto out = co_await c.behind.run(std::move(show));
    co_return out;
}

answer course(call& c) {
    const auto id = c.course->id;
    auto shared = c.pages.find(id, c.course->totals.revision);
    if (!shared) {
        auto work = [id](database& db) { return find_page(db, id); };
        const auto page = co_await c.parts.kept.read(std::move(work));
        if (!page) co_return refuse(page.error());
        shared = std::make_shared<const std::string>(
            shared_page(page->course, page->sessions, page->staff)
        );
        c.pages.keep(id, page->course.totals.revision, shared);
    }
    co_return whole_page(shared, c);
}

answer replace_course(call& c) {
    std::optional<bad_field> wrong;
    auto read = [&c, &wrong] { return read_course_plan(c.body, wrong); };
    auto plan = co_await c.behind.run(std::move(read));
    if (!wrong && plan.course.slug != c.course->slug) {
        wrong = bad_field{"slug", "The slug of a course cannot be changed."};
    }
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    auto how = read_replacement(c.request);
    if (!how) co_return refuse(invalid("prune and dry_run are true or false."));
    how->reach = reach_of(c.who);
    const auto tokens = give_tokens(plan.people);
    auto work = [before = *c.course, plan, how = *how, now = c.now](database& db) {
        return aula::replace_course(db, before, plan, how, now);
    };
    auto saved = co_await c.parts.kept.write(std::move(work));
    if (!saved) co_return refuse(saved.error());
    if (saved->clash) co_return refuse(to_problem(*saved->clash, in_document()));
    if (how->is_trial) co_return json_answer(shown_plan(*saved));
    co_await clear_away(c, saved->gone);
    co_await tell_rooms(c, saved->people.changes);
    for (const auto who : saved->removed) c.parts.live.disconnect(who, close_code::removed);
    auto links = call_links_to_change(plan.sessions, plan.call_links, saved->sessions);
    const auto linked = co_await change_call_links(c.parts.live, std::move(links));
    if (!linked) co_return refuse(linked.error());
    auto all = ids_of(saved->sessions);
    const auto told = co_await tell_plans(c.parts.kept, c.parts.live, std::move(all));
    if (!told) co_return refuse(told.error());
    auto show = [&] { return json_answer(shown(*saved, tokens, c.parts.settings.public_url)); };
    auto out = co_await c.behind.run(std::move(show));
    co_return out;
}

answer delete_course(call& c) {
    std::optional<bad_field> wrong;
    json_reader fields(c.body, wrong);
    fields.line("confirm", 64);
    const auto typed = c.body.find("confirm");  // exactly, blanks around it too
    if (typed == c.body.end() || *typed != c.course->slug) {
        fields.object_to("confirm", "Give the course's slug once more to delete it.");
    }
    fields.end();
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    auto work = [which = c.course->id](database& db) { return aula::delete_course(db, which); };
    const auto gone = co_await c.parts.kept.write(std::move(work));
    if (!gone) co_return refuse(gone.error());
    co_await clear_away(c, *gone);
    co_return no_content();
}

answer course_document(call& c) {
    auto work = [course = *c.course](database& db) { return plan_of(db, course); };
    const auto plan = co_await c.parts.kept.read(std::move(work));
    if (!plan) co_return refuse(plan.error());
    co_return json_answer(to_document(*plan));
}

}  // namespace aula::resources
