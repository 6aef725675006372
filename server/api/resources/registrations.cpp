#include "store/registrations.hpp"

#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/letters.hpp"
#include "api/person_fields.hpp"
#include "api/resources.hpp"
#include "api/tell_rooms.hpp"
#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "auth/tickets.hpp"
#include "live/rooms.hpp"
#include "store/logins.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

constexpr std::size_t search_max = 120;

struct roster_page {
    std::vector<participant_record> people;
    std::int64_t total = 0;
};

result<roster_page> find_page(database& db, course_id course, const roster_query& wanted) {
    auto people = registrations::page(db, course, wanted);
    if (!people) return people.error();
    const auto total = registrations::count_matching(db, course, wanted.containing);
    if (!total) return total.error();
    return roster_page{*std::move(people), *total};
}

/// What an organizer changes about a person; what is empty stays.
struct person_change {
    std::optional<aula::role> role;
    std::optional<participant_status> status;
    std::string name;
};

person_change read_change(const nlohmann::json& body, std::optional<bad_field>& wrong) {
    json_reader fields(body, wrong);
    person_change wanted;
    if (fields.has("role")) wanted.role = read_role(fields, role::attendee);
    if (fields.has("name")) wanted.name = read_name(fields);
    if (fields.has("status")) {
        wanted.status = parse_participant_status(fields.line("status", 20));
        if (!wanted.status) fields.object_to("status", "A status is active or removed.");
    }
    fields.end();
    return wanted;
}

/// `not_found` for people of other courses.
result<participant_record> find_here(database& db, course_id course, participant_id who) {
    auto found = registrations::find(db, who);
    if (found && found->course != course) return error{error_code::not_found, {}};
    return found;
}

bool loses_last_organizer(
    const std::vector<participant_record>& staff, const participant_record& who,
    const person_change& wanted
) {
    const bool stays = wanted.role.value_or(who.role) == role::organizer &&
                       wanted.status.value_or(who.status) == participant_status::active;
    if (stays) return false;
    return std::ranges::none_of(staff, [&](const participant_record& one) {
        return one.role == role::organizer && one.id != who.id;
    });
}

struct changed_person {
    participant_record before;
    participant_record after;
};

/// What came of it; nothing when the name could be taken for somebody of the staff.
using changed = std::optional<changed_person>;

result<changed> change(
    database& db, course_id course, participant_id who, const person_change& wanted
) {
    auto before = find_here(db, course, who);
    if (!before) return before.error();
    const auto staff = registrations::staff(db, course);
    if (!staff) return staff.error();
    if (before->role == role::organizer && before->status == participant_status::active &&
        loses_last_organizer(*staff, *before, wanted)) {
        return {error_code::conflict, "The course would be left without an organizer."};
    }
    const bool is_of_staff = is_staff(wanted.role.value_or(before->role));
    if (!is_of_staff && looks_like_staff(wanted.name, who, *staff)) return changed{};
    result<void> done;
    if (wanted.role) done = registrations::set_role(db, who, *wanted.role);
    if (done && wanted.status) done = registrations::set_status(db, who, *wanted.status);
    if (done && wanted.status == participant_status::removed) {
        done = logins::remove_participant(db, who);
    }
    if (done && !wanted.name.empty()) done = registrations::set_name(db, who, wanted.name);
    if (!done) return done.error();
    auto after = registrations::find(db, who);
    if (!after) return after.error();
    return changed(changed_person{*std::move(before), *std::move(after)});
}

std::vector<command> effects(const changed_person& of) {
    const auto who = of.after.id;
    if (of.after.status == participant_status::removed) return {remove_participant{.who = who}};
    const bool is_back = of.before.status == participant_status::removed;
    if (of.after.role == of.before.role && !is_back) return {};
    return {change_role{.who = who, .role = of.after.role}};
}

struct invitation {
    participant_record who;
    std::string token;
};

/// The old link may have fallen into wrong hands, so browsers that it let in are logged out as
/// well, and their open connections end.
result<invitation> make_link(
    database& db, const course_record& course, participant_id who, const way_in& way, timestamp now
) {
    auto found = find_here(db, course.id, who);
    if (!found) return found.error();
    if (found->status == participant_status::removed) {
        return {error_code::conflict, "This person was removed from the course."};
    }
    auto done = registrations::set_join_token(db, who, hash_secret(way.token));
    if (done) done = logins::remove_participant(db, who);
    if (done) done = queue_letter(db, course, *found, way, now);
    if (!done) return done.error();
    return invitation{*std::move(found), way.token};
}

}  // namespace

answer list_registrations(call& c) {
    const auto page = read_page_query<participant_id>(c.request);
    const std::string containing(c.request.query_value("q"));
    if (!page) co_return refuse(bad_page());
    if (containing.size() > search_max) co_return refuse(invalid("q is too long.", "q"));
    const roster_query wanted{page->after, page->limit, containing};
    auto list = [course = c.course->id, wanted](database& db) {
        return find_page(db, course, wanted);
    };
    const auto found = co_await c.parts.kept.read(std::move(list));
    if (!found) co_return refuse(found.error());
    auto out = views::json::array();
    for (const auto& one : found->people) out.push_back(views::registration(one));
    co_return json_answer({
        {"registrations", std::move(out)},
        {"total", found->total},
        {"next", next_page(found->people, page->limit)},
    });
}

answer change_registration(call& c) {
    const auto who = c.captured_id<participant_id>("participant");
    if (!who) co_return refuse(not_found());
    std::optional<bad_field> wrong;
    const auto wanted = read_change(c.body, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    auto work = [course = c.course->id, who = *who, wanted](database& db) {
        return change(db, course, who, wanted);
    };
    const auto done = co_await c.parts.kept.write(std::move(work));
    if (!done) co_return refuse(done.error());
    if (!*done) {
        co_return refuse(invalid("Somebody of the staff has this name; add to it.", "name"));
    }
    const auto& after = (*done)->after;
    co_await tell_rooms(c, effects(**done));
    if (after.status == participant_status::removed) {
        c.parts.live.disconnect(*who, close_code::removed);
    }
    co_return json_answer(views::registration(after));
}

answer invite(call& c) {
    const auto who = c.captured_id<participant_id>("participant");
    if (!who) co_return refuse(not_found());
    auto work = [course = *c.course, who = *who, token = new_secret(),
                 url = c.parts.settings.public_url, now = c.now](database& db) {
        const way_in way{way_in::occasion::new_link, token, url};
        return make_link(db, course, who, way, now);
    };
    const auto made = co_await c.parts.kept.write(std::move(work));
    if (!made) co_return refuse(made.error());
    c.parts.doors.revoke(*who);
    c.parts.live.disconnect(*who, close_code::logged_out);
    c.parts.mail_queued();
    co_return json_answer({
        {"join_link", views::join_link(c.parts.settings.public_url, made->token)},
        {"mailed", !made->who.email.empty()},
    });
}

}  // namespace aula::resources
