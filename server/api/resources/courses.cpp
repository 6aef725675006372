#include "store/courses.hpp"

#include <algorithm>

#include "api/call.hpp"
#include "api/course_store.hpp"
#include "api/json_reader.hpp"
#include "api/leftovers.hpp"
#include "api/resources.hpp"
#include "api/tell_rooms.hpp"
#include "api/views.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

/// A course in the public list, with when it begins and ends.
struct course_card {
    course_record course;
    std::optional<timestamp> starts_at;
    std::optional<timestamp> ends_at;
};

result<course_card> card_of(database& db, const course_listing& listed) {
    course_card card;
    card.course = listed.course;
    const auto planned = sessions::of_course(db, listed.course.id);
    if (!planned) return planned.error();
    for (const auto& one : *planned) {
        card.starts_at = std::min(card.starts_at.value_or(one.starts_at), one.starts_at);
        card.ends_at = std::max(card.ends_at.value_or(one.ends_at), one.ends_at);
    }
    return card;
}

/// In the order of their first session; those without one come last.
result<std::vector<course_card>> all_cards(database& db) {
    const auto listed = courses::list(db);
    if (!listed) return listed.error();
    std::vector<course_card> cards;
    for (const auto& one : *listed) {
        auto card = card_of(db, one);
        if (!card) return card.error();
        cards.push_back(*std::move(card));
    }
    std::ranges::sort(cards, {}, [](const course_card& one) {
        return std::pair(one.starts_at.value_or(timestamp::max()), one.course.id);
    });
    return cards;
}

views::json shown(const course_card& card) {
    const auto& course = card.course;
    return {
        {"slug", course.slug},
        {"title", course.title},
        {"summary", course.summary},
        {"organizer", course.organizer},
        {"zone", course.zone},
        {"language", course.language},
        {"is_open", course.is_open},
        {"starts_at", views::instant_or_null(card.starts_at)},
        {"ends_at", views::instant_or_null(card.ends_at)},
    };
}

struct course_page {
    std::int64_t registered = 0;
    std::vector<session_record> sessions;
    std::vector<participant_record> staff;
};

result<course_page> find_page(database& db, course_id of) {
    const auto registered = registrations::count(db, of);
    if (!registered) return registered.error();
    auto sessions = sessions::of_course(db, of);
    if (!sessions) return sessions.error();
    auto staff = registrations::staff(db, of);
    if (!staff) return staff.error();
    return course_page{*registered, *std::move(sessions), *std::move(staff)};
}

views::json shown(const std::vector<session_record>& sessions, const views::staff_names& names) {
    auto out = views::json::array();
    for (const auto& one : sessions) out.push_back(views::session_page(one, names));
    return out;
}

views::json shown(const course_record& course, const course_page& page) {
    return {
        {"slug", course.slug},
        {"title", course.title},
        {"summary", course.summary},
        {"description", course.description},
        {"zone", course.zone},
        {"language", course.language},
        {"organizer", course.organizer},
        {"capacity", course.capacity},
        {"registered", page.registered},
        {"is_open", course.is_open},
        {"consent", course.consent},
        {"sessions", shown(page.sessions, views::names_by_key(page.staff))},
    };
}

/// What was saved, with a link for everybody who is new.
views::json shown(
    const saved_course& saved, const std::vector<std::string>& tokens, std::string_view public_url
) {
    auto people = views::json::array();
    views::staff_names names;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& [who, is_new, before] = saved.people.people[i];
        names.emplace(who.external_id, who.name);
        views::json one{
            {"key", who.external_id},
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
        {"sessions", shown(saved.sessions, names)},
    };
}

}  // namespace

answer list_courses(call& c) {
    auto list = [](database& db) { return all_cards(db); };
    const auto cards = co_await c.parts.kept.read(std::move(list));
    if (!cards) co_return refuse(cards.error());
    auto out = views::json::array();
    for (const auto& one : *cards) out.push_back(shown(one));
    co_return json_answer({{"courses", std::move(out)}});
}

answer create_course(call& c) {
    std::optional<bad_field> wrong;
    auto plan = read_course_plan(c.body, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    const auto tokens = give_tokens(plan.people);
    auto work = [plan, now = c.now](database& db) { return aula::create_course(db, plan, now); };
    const auto saved = co_await c.parts.kept.write(std::move(work));
    if (!saved) co_return refuse(saved.error());
    co_return json_answer(shown(*saved, tokens, c.parts.settings.public_url), 201);
}

answer course(call& c) {
    auto work = [of = c.course->id](database& db) { return find_page(db, of); };
    const auto page = co_await c.parts.kept.read(std::move(work));
    if (!page) co_return refuse(page.error());
    auto out = shown(*c.course, *page);
    if (c.you) out["you"] = views::own_participant(*c.you, *c.course);
    co_return json_answer(out);
}

answer replace_course(call& c) {
    std::optional<bad_field> wrong;
    auto plan = read_course_plan(c.body, wrong);
    if (!wrong && plan.course.slug != c.course->slug) {
        wrong = bad_field{"slug", "The slug of a course cannot be changed."};
    }
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    const auto tokens = give_tokens(plan.people);
    auto work = [before = *c.course, plan, now = c.now](database& db) {
        return aula::replace_course(db, before, plan, now);
    };
    const auto saved = co_await c.parts.kept.write(std::move(work));
    if (!saved) co_return refuse(saved.error());
    co_await clear_away(c, saved->gone);
    co_await tell_rooms(c, saved->people.changes);
    co_return json_answer(shown(*saved, tokens, c.parts.settings.public_url));
}

answer delete_course(call& c) {
    std::optional<bad_field> wrong;
    json_reader fields(c.body, wrong);
    if (fields.line("confirm", 64) != c.course->slug) {
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
