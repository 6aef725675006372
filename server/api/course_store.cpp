#include "api/course_store.hpp"

#include <algorithm>

#include "store/decks.hpp"

namespace aula {
namespace {

result<void> collect_decks(database& db, session_id of, left_behind& gone) {
    const auto decks = decks::of_session(db, of);
    if (!decks) return decks.error();
    for (const auto& one : *decks) gone.decks.push_back(one.hash);
    gone.sessions.push_back(of);
    return {};
}

result<void> remove_session(database& db, const session_record& which, left_behind& gone) {
    if (which.phase != session_phase::scheduled) {
        return {
            error_code::conflict,
            "The session " + which.key + " has begun; what happened in it is kept."
        };
    }
    if (auto collected = collect_decks(db, which.id, gone); !collected) return collected;
    return sessions::remove(db, which.id);
}

result<void> remove_unmentioned(
    database& db, const std::vector<session_record>& there, const course_plan& plan,
    left_behind& gone
) {
    for (const auto& one : there) {
        const bool is_planned = std::ranges::any_of(plan.sessions, [&](const session_record& p) {
            return p.key == one.key;
        });
        if (is_planned) continue;
        if (auto removed = remove_session(db, one, gone); !removed) return removed;
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

/// Sessions and people, once the course itself is saved.
result<saved_course> save_rest(
    database& db, course_record course, const course_plan& plan, timestamp now
) {
    saved_course out;
    const auto there = sessions::of_course(db, course.id);
    if (!there) return there.error();
    auto done = remove_unmentioned(db, *there, plan, out.gone);
    if (done) done = save_sessions(db, course.id, *there, plan);
    if (!done) return done.error();
    auto people = merge_people(db, course.id, plan.people, now);
    if (!people) return people.error();
    auto sessions = sessions::of_course(db, course.id);
    if (!sessions) return sessions.error();
    out.course = std::move(course);
    out.people = *std::move(people);
    out.sessions = *std::move(sessions);
    return out;
}

}  // namespace

result<saved_course> create_course(database& db, const course_plan& plan, timestamp now) {
    auto course = plan.course;
    course.created_at = now;
    const auto id = courses::add(db, course);
    if (!id) return id.error();
    course.id = *id;
    return save_rest(db, std::move(course), plan, now);
}

result<saved_course> replace_course(
    database& db, const course_record& before, const course_plan& plan, timestamp now
) {
    auto course = plan.course;
    course.id = before.id;
    course.is_open = before.is_open;
    course.created_at = before.created_at;
    if (auto changed = courses::change(db, course); !changed) return changed.error();
    return save_rest(db, std::move(course), plan, now);
}

result<left_behind> delete_course(database& db, course_id which) {
    left_behind gone;
    const auto there = sessions::of_course(db, which);
    if (!there) return there.error();
    for (const auto& one : *there) {
        if (auto collected = collect_decks(db, one.id, gone); !collected) return collected.error();
    }
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
        person.external_id = is_key(one.external_id) ? one.external_id : one.registration_id;
        person.name = one.name;
        person.email = one.email;
        person.role = one.role;
        plan.people.push_back(std::move(person));
    }
    return plan;
}

}  // namespace aula
