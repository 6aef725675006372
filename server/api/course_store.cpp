#include "api/course_store.hpp"

#include <algorithm>
#include <set>

#include "auth/secrets.hpp"
#include "base/json.hpp"
#include "store/decks.hpp"
#include "store/event_log.hpp"
#include "store/logins.hpp"
#include "store/mails.hpp"
#include "store/trial.hpp"

namespace aula {
namespace {

using kind = course_change::kind;
using subject = course_change::subject;

result<void> collect_decks(database& db, session_id of, left_behind& gone) {
    const auto decks = decks::of_session(db, of);
    if (!decks) return decks.error();
    gone.decks.insert(gone.decks.end(), decks->begin(), decks->end());
    gone.sessions.push_back(of);
    return {};
}

result<void> check_not_begun(const session_record& which) {
    if (which.phase == session_phase::scheduled) return {};
    return {
        error_code::conflict,
        "The session " + which.key + " has begun; what happened in it is kept."
    };
}

result<void> remove_session(database& db, const session_record& which, left_behind& gone) {
    if (auto may = check_not_begun(which); !may) return may;
    if (auto collected = collect_decks(db, which.id, gone); !collected) return collected;
    return sessions::remove(db, which.id);
}

result<std::size_t> count_people_in(database& db, session_id of) {
    constexpr std::size_t page = 1000;
    std::set<participant_id> people;
    for (seq_number from = 1;;) {
        const auto events = event_log::read(db, of, from, page);
        if (!events) return events.error();
        for (const auto& one : *events) {
            const auto* came = std::get_if<participant_joined>(&one.what);
            if (came != nullptr) people.insert(came->who);
        }
        if (events->size() < page) return people.size();
        from = events->back().seq + 1;
    }
}

/// A session that the plan does not name, with what hangs on it. Only a session that may be removed
/// is asked for its log: it has not begun, so the log is short.
result<course_change> unnamed(database& db, const session_record& one, bool removes) {
    course_change change;
    change.what = removes ? kind::removed : kind::kept;
    change.of = subject::session;
    change.key = one.key;
    change.title = one.title;
    const auto decks = decks::of_session(db, one.id);
    if (!decks) return decks.error();
    for (const auto& each : *decks) change.decks.push_back(each.title);
    if (!removes) return change;
    const auto people = count_people_in(db, one.id);
    if (!people) return people.error();
    change.people = *people;
    return change;
}

result<void> settle_unnamed_sessions(
    database& db, const std::vector<session_record>& there, const course_plan& plan, bool removes,
    saved_course& out
) {
    for (const auto& one : there) {
        const bool is_named = std::ranges::any_of(plan.sessions, [&](const session_record& p) {
            return p.key == one.key;
        });
        if (is_named) continue;
        if (auto may = removes ? check_not_begun(one) : result<void>(); !may) return may;
        auto change = unnamed(db, one, removes);
        if (!change) return change.error();
        out.changes.push_back(*std::move(change));
        if (!removes) continue;
        if (auto removed = remove_session(db, one, out.gone); !removed) return removed;
    }
    return {};
}

result<void> remove_from_staff(database& db, participant_id who, saved_course& out) {
    out.removed.push_back(who);
    out.people.changes.emplace_back(remove_participant{.who = who});
    auto done = registrations::set_status(db, who, participant_status::removed);
    if (done) done = logins::remove_participant(db, who);
    return done;
}

result<void> settle_unnamed_staff(
    database& db, course_id course, const replacement& how, saved_course& out
) {
    const bool removes = how.removes_unnamed;
    const auto staff = registrations::staff(db, course);
    if (!staff) return staff.error();
    for (const auto& one : *staff) {
        const bool is_named =
            std::ranges::any_of(out.people.people, [&one](const roster_outcome& named) {
                return named.who.id == one.id;
            });
        if (is_named) continue;
        course_change change;
        change.what = removes ? kind::removed : kind::kept;
        change.of = subject::person;
        change.key = key_of(one);
        change.title = one.name;
        out.changes.push_back(std::move(change));
        if (!removes) continue;
        if (how.reach == people_reach::attendees) {
            return {
                error_code::forbidden,
                "A token removes nobody of the staff; name " + one.name + ", or prune nothing."
            };
        }
        if (auto removed = remove_from_staff(db, one.id, out); !removed) return removed;
    }
    return {};
}

result<void> save_sessions(
    database& db, course_id course, const std::vector<session_record>& there,
    const course_plan& plan
) {
    for (auto planned : plan.sessions) {
        planned.course = course;
        const auto known = std::ranges::find(there, planned.key, &session_record::key);
        result<void> saved;
        if (known != there.end()) {
            planned.id = known->id;
            saved = sessions::change(db, planned);
        } else if (const auto added = sessions::add(db, planned); !added) {
            saved = added.error();
        }
        if (!saved) return saved;
    }
    return {};
}

/// Staff without a number of their own are named by their registration id, which is not kept as
/// their number.
result<course_plan> with_known_people(database& db, course_id course, course_plan plan) {
    for (auto& one : plan.people) {
        const auto known = registrations::find_by_registration_id(db, course, one.external_id);
        if (!known && known.error().code != error_code::not_found) return known.error();
        if (!known || key_of(*known) != one.external_id) continue;
        one.known_as = known->id;
        one.external_id.clear();
    }
    return plan;
}

result<void> save_people(
    database& db, course_id course, const course_plan& plan, timestamp now, people_reach reach,
    saved_course& out
) {
    auto merged = merge_people(db, course, plan.people, now, reach);
    if (!merged) return merged.error();
    out.people = *std::move(merged);
    return {};
}

/// The answer when the people of a plan cannot be saved, before anything is.
result<std::optional<saved_course>> clash_of(
    database& db, course_id course, const course_plan& plan, people_reach reach
) {
    auto clash = clash_within(db, course, plan.people, reach);
    if (!clash) return clash.error();
    if (!*clash) return std::optional<saved_course>{};
    saved_course out;
    out.clash = **std::move(clash);
    return std::optional(std::move(out));
}

/// Of what is changed; what is kept may go on living meanwhile.
std::string digest_of(course_changes changes) {
    std::erase_if(changes, [](const course_change& one) { return one.what == kind::kept; });
    return hash_secret(to_json(changes).dump());
}

/// What the course has come to.
result<saved_course> finished(database& db, saved_course out) {
    auto sessions = sessions::of_course(db, out.course.id);
    if (!sessions) return sessions.error();
    out.sessions = *std::move(sessions);
    auto staff = registrations::staff(db, out.course.id);
    if (!staff) return staff.error();
    out.staff = *std::move(staff);
    if (!out.removed.empty() && !has_organizer(out.staff)) {
        return error{error_code::conflict, "The course would be left without an organizer."};
    }
    out.plan = digest_of(out.changes);
    return out;
}

void append(course_changes& to, course_changes more) {
    std::ranges::move(more, std::back_inserter(to));
}

/// Sessions and people, once the course itself is saved.
result<saved_course> save_rest(
    database& db, const course_record& before, saved_course out, const course_plan& plan,
    const replacement& how, timestamp now
) {
    const auto course = out.course.id;
    const auto there = sessions::of_course(db, course);
    if (!there) return there.error();
    append(out.changes, compare_sessions(before, *there, plan));
    auto done = settle_unnamed_sessions(db, *there, plan, how.removes_unnamed, out);
    if (done) done = save_sessions(db, course, *there, plan);
    if (done) done = save_people(db, course, plan, now, how.reach, out);
    if (!done) return done.error();
    append(out.changes, compare_people(out.people.people));
    done = settle_unnamed_staff(db, course, how, out);
    if (!done) return done.error();
    return finished(db, std::move(out));
}

result<saved_course> replace(
    database& db, const course_record& before, const course_plan& document, const replacement& how,
    timestamp now
) {
    const auto known = with_known_people(db, before.id, document);
    if (!known) return known.error();
    const auto& plan = *known;
    auto no = clash_of(db, before.id, plan, how.reach);
    if (!no) return no.error();
    if (*no) return **std::move(no);
    saved_course out;
    out.course = plan.course;
    out.course.id = before.id;
    out.course.is_open = before.is_open;
    out.course.created_at = before.created_at;
    if (!plan.names_credit) {
        out.course.credit_before = before.credit_before;
        out.course.credit_after = before.credit_after;
    }
    out.changes = compare_course(before, out.course);
    if (auto changed = courses::change(db, out.course); !changed) return changed.error();
    auto saved = save_rest(db, before, std::move(out), plan, how, now);
    if (saved && !how.only_if.empty() && saved->plan != how.only_if) {
        return error{
            error_code::conflict,
            "The course has changed since this plan was made; look at a new plan first."
        };
    }
    return saved;
}

}  // namespace

result<saved_course> create_course(database& db, const course_plan& plan, timestamp now) {
    auto no = clash_of(db, {}, plan, people_reach::everybody);
    if (!no) return no.error();
    if (*no) return **std::move(no);
    saved_course out;
    out.course = plan.course;
    out.course.created_at = now;
    const auto id = courses::add(db, out.course);
    if (!id) return id.error();
    out.course.id = *id;
    const auto before = out.course;
    return save_rest(db, before, std::move(out), plan, {}, now);
}

result<saved_course> replace_course(
    database& db, const course_record& before, const course_plan& plan, const replacement& how,
    timestamp now
) {
    const auto work = [&](database& on) { return replace(on, before, plan, how, now); };
    return how.is_trial ? on_trial(db, work) : work(db);
}

result<left_behind> delete_course(database& db, course_id which) {
    left_behind gone;
    const auto there = sessions::of_course(db, which);
    if (!there) return there.error();
    for (const auto& one : *there) {
        if (auto collected = collect_decks(db, one.id, gone); !collected) return collected.error();
    }
    auto letters = mails::ids_of_course(db, which);
    if (!letters) return letters.error();
    gone.letters = *std::move(letters);
    if (auto removed = courses::remove(db, which); !removed) return removed.error();
    return gone;
}

result<left_behind> delete_session(database& db, const session_record& which) {
    left_behind gone;
    const auto now = sessions::find(db, which.id);
    if (!now) return now.error();
    if (auto removed = remove_session(db, *now, gone); !removed) return removed.error();
    return gone;
}

result<course_plan> plan_of(database& db, const course_record& course) {
    course_plan plan;
    plan.course = course;
    auto sessions = sessions::of_course(db, course.id);
    if (!sessions) return sessions.error();
    plan.sessions = *std::move(sessions);
    const auto staff = registrations::staff(db, course.id);
    if (!staff) return staff.error();
    for (const auto& one : *staff) {
        person_form person;
        person.external_id = key_of(one);
        person.name = one.name;
        person.email = one.email;
        person.role = one.role;
        plan.people.push_back(std::move(person));
    }
    return plan;
}

}  // namespace aula
