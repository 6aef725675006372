#include "api/course_changes.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/zone.hpp"

namespace aula {
namespace {

using kind = course_change::kind;
using subject = course_change::subject;
using json = nlohmann::ordered_json;

std::string_view name_of(kind what) {
    switch (what) {
        case kind::added:
            return "added";
        case kind::changed:
            return "changed";
        case kind::kept:
            return "kept";
        case kind::removed:
            return "removed";
    }
    return {};
}

std::string_view name_of(subject of) {
    switch (of) {
        case subject::course:
            return "course";
        case subject::session:
            return "session";
        case subject::person:
            return "person";
    }
    return {};
}

/// Collects the fields that differ.
class difference {
public:
    difference(subject of, std::string key, std::string title) {
        found_.what = kind::changed;
        found_.of = of;
        found_.key = std::move(key);
        found_.title = std::move(title);
    }
    difference& field(std::string name, std::string from, std::string to) {
        if (from != to) {
            found_.fields.push_back({std::move(name), std::move(from), std::move(to)});
        }
        return *this;
    }
    void add_to(course_changes& changes) {
        if (!found_.fields.empty()) changes.push_back(std::move(found_));
    }

private:
    course_change found_;
};

/// With the offset from UTC, because the zone may change too.
std::string instant_text(timestamp at, const std::string& zone) {
    return to_local_iso8601(at, zone);
}

course_change addition(subject of, std::string key, std::string title) {
    course_change added;
    added.what = kind::added;
    added.of = of;
    added.key = std::move(key);
    added.title = std::move(title);
    return added;
}

}  // namespace

std::string key_of(const participant_record& who) {
    return is_key(who.external_id) ? who.external_id : who.registration_id;
}

course_changes compare_course(const course_record& before, const course_record& after) {
    course_changes changes;
    difference(subject::course, after.slug, after.title)
        .field("title", before.title, after.title)
        .field("summary", before.summary, after.summary)
        .field("description", before.description, after.description)
        .field("zone", before.zone, after.zone)
        .field("language", before.language, after.language)
        .field("capacity", std::to_string(before.capacity), std::to_string(after.capacity))
        .field("consent", before.consent, after.consent)
        .field("organizer", before.organizer, after.organizer)
        .field(
            "attendance.minimum_percent", std::to_string(before.minimum_percent),
            std::to_string(after.minimum_percent)
        )
        .field(
            "credit.before", std::to_string(before.credit_before),
            std::to_string(after.credit_before)
        )
        .field(
            "credit.after", std::to_string(before.credit_after), std::to_string(after.credit_after)
        )
        .add_to(changes);
    return changes;
}

course_changes compare_sessions(
    const course_record& before, const std::vector<session_record>& there, const course_plan& plan
) {
    course_changes changes;
    const auto& zone = plan.course.zone;
    for (const auto& planned : plan.sessions) {
        const auto known = std::ranges::find(there, planned.key, &session_record::key);
        if (known == there.end()) {
            changes.push_back(addition(subject::session, planned.key, planned.title));
            continue;
        }
        difference found(subject::session, planned.key, planned.title);
        found.field("title", known->title, planned.title)
            .field("summary", known->summary, planned.summary)
            .field("lecturer", known->lecturer, planned.lecturer);
        if (known->starts_at != planned.starts_at) {
            found.field(
                "starts", instant_text(known->starts_at, before.zone),
                instant_text(planned.starts_at, zone)
            );
        }
        if (known->ends_at != planned.ends_at) {
            found.field(
                "ends", instant_text(known->ends_at, before.zone),
                instant_text(planned.ends_at, zone)
            );
        }
        found.add_to(changes);
    }
    return changes;
}

course_changes compare_people(const std::vector<roster_outcome>& merged) {
    course_changes changes;
    for (const auto& [who, is_new, before] : merged) {
        if (is_new || !before) {
            changes.push_back(addition(subject::person, key_of(who), who.name));
            continue;
        }
        difference(subject::person, key_of(who), who.name)
            .field("key", key_of(*before), key_of(who))
            .field("name", before->name, who.name)
            .field("email", before->email, who.email)
            .field(
                "role", std::string(aula::name_of(before->role)),
                std::string(aula::name_of(who.role))
            )
            .add_to(changes);
    }
    return changes;
}

json to_json(const course_changes& changes) {
    auto out = json::array();
    for (const auto& one : changes) {
        json shown{
            {"what", name_of(one.what)},
            {"of", name_of(one.of)},
            {"key", one.key},
            {"title", one.title},
        };
        for (const auto& each : one.fields) {
            shown["fields"].push_back({{"field", each.name}, {"from", each.from}, {"to", each.to}});
        }
        if (!one.decks.empty()) shown["decks"] = one.decks;
        if (one.people > 0) shown["people"] = one.people;
        out.push_back(std::move(shown));
    }
    return out;
}

}  // namespace aula
