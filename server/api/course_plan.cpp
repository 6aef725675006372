#include "api/course_plan.hpp"

#include <algorithm>
#include <set>

#include "api/call_links.hpp"
#include "api/person_fields.hpp"
#include "base/json.hpp"
#include "base/zone.hpp"

namespace aula {
namespace {

constexpr std::size_t key_max = 64;
constexpr std::size_t list_max = 1000;
constexpr std::size_t text_max = 20000;
constexpr std::int64_t capacity_max = 1'000'000;
constexpr auto session_max = std::chrono::hours(24);
constexpr std::int64_t credit_max = 240;  // minutes

bool is_slug(std::string_view text) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.front() != '-' && text.back() != '-' &&
           text.find("--") == std::string_view::npos && std::ranges::all_of(text, is_allowed);
}

bool is_language(std::string_view tag) {
    return std::ranges::all_of(tag, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    });
}

course_record read_course(json_reader& fields) {
    course_record course;
    course.slug = fields.line("slug", 64);
    if (!is_slug(course.slug)) {
        fields.object_to("slug", "A slug is small letters and digits, with single dashes between.");
    }
    course.title = fields.line("title", 200);
    course.summary = fields.prose("summary", 1000);
    course.description = fields.prose("description", text_max);
    course.zone = fields.line("zone", 64);
    if (!is_zone(course.zone)) {
        fields.object_to("zone", "A zone is an IANA name, such as Europe/Amsterdam.");
    }
    course.language = fields.line_or("language", 35, "en");
    if (!is_language(course.language)) {
        fields.object_to("language", "A language is a BCP 47 tag, such as en or pt-BR.");
    }
    course.capacity = fields.integer_or("capacity", 0, capacity_max, 0);
    course.consent = fields.prose("consent", text_max);
    if (course.consent.empty()) {
        fields.object_to("consent", "The text that people consent to is missing.");
    }
    course.organizer = fields.line_or("organizer", 200);
    fields.inside("attendance", [&course](json_reader& rule) {
        course.minimum_percent = rule.integer_or("minimum_percent", 0, 100, 0);
    });
    fields.inside("credit", [&course](json_reader& margin) {
        course.credit_before = margin.integer_or("before", 0, credit_max, 0);
        course.credit_after = margin.integer_or("after", 0, credit_max, 0);
    });
    return course;
}

person_form read_person(json_reader& fields) {
    person_form person;
    person.external_id = read_key(fields);
    person.name = read_name(fields);
    person.email = read_email(fields);
    fields.line("role", 20);
    person.role = read_role(fields, role::attendee);
    return person;
}

session_record read_session(json_reader& fields, const std::string& zone) {
    session_record session;
    session.key = read_key(fields);
    session.title = fields.line("title", session_title_max);
    session.summary = fields.prose("summary", session_summary_max);
    session.lecturer = fields.line_or("lecturer", lecturer_max);
    session.starts_at = read_wall_time(fields, "starts", zone);
    session.ends_at = read_wall_time(fields, "ends", zone);
    check_times(fields, session.starts_at, session.ends_at);
    session.call_url = read_call_url(fields);
    fields.lines("decks", 100, 400);  // the files follow one by one
    return session;
}

/// A wall time as documents have it; seconds always.
std::string wall_text(timestamp at, const std::string& zone) {
    return to_local_iso8601(at, zone).substr(0, 19);
}

}  // namespace

bool is_key(std::string_view text) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    return !text.empty() && text.size() <= key_max && std::ranges::all_of(text, is_allowed) &&
           !session_id::parse(text);
}

std::string read_key(json_reader& fields) {
    auto key = fields.line("key", key_max);
    if (!is_key(key)) {
        fields.object_to(
            "key",
            "A key is letters, digits, dots, dashes and underscores, and not an id such as s12."
        );
    }
    return key;
}

timestamp read_wall_time(json_reader& fields, std::string_view name, const std::string& zone) {
    const auto text = fields.line(name, 30);
    const auto wall = parse_wall_time(text);
    if (!wall) {
        fields.object_to(name, "A time is written as 2026-11-30T09:00:00, in the course's zone.");
        return {};
    }
    const auto instant = to_utc(*wall, zone);
    if (!instant) fields.object_to(name, instant.error().detail);
    return instant ? *instant : timestamp{};
}

void check_times(json_reader& fields, timestamp starts_at, timestamp ends_at) {
    if (ends_at <= starts_at) fields.object_to("ends", "A session ends after it starts.");
    if (ends_at - starts_at > session_max)
        fields.object_to("ends", "A session lasts a day at most.");
}

course_plan read_course_plan(const nlohmann::json& document, std::optional<bad_field>& wrong) {
    json_reader fields(document, wrong);
    course_plan plan;
    plan.course = read_course(fields);
    plan.names_credit = fields.has("credit");
    std::set<std::string> people;
    fields.each("people", list_max, [&](json_reader& one) {
        plan.people.push_back(read_person(one));
        if (!people.insert(plan.people.back().external_id).second) {
            one.object_to("key", "This key is taken already.");
        }
    });
    std::set<std::string> sessions;
    fields.each("sessions", list_max, [&](json_reader& one) {
        plan.sessions.push_back(read_session(one, plan.course.zone));
        if (!sessions.insert(plan.sessions.back().key).second) {
            one.object_to("key", "This key is taken already.");
        }
        if (one.has("call_url")) plan.call_links.insert(plan.sessions.back().key);
    });
    fields.end();
    return plan;
}

nlohmann::ordered_json to_document(const course_plan& plan) {
    const auto& course = plan.course;
    nlohmann::ordered_json out{
        {"slug", course.slug},
        {"title", course.title},
        {"summary", course.summary},
        {"description", course.description},
        {"zone", course.zone},
        {"language", course.language},
        {"capacity", course.capacity},
        {"consent", course.consent},
        {"organizer", course.organizer},
        {"attendance", {{"minimum_percent", course.minimum_percent}}},
        {"people", nlohmann::ordered_json::array()},
        {"sessions", nlohmann::ordered_json::array()},
    };
    if (course.credit_before != 0 || course.credit_after != 0) {
        out["credit"] = {{"before", course.credit_before}, {"after", course.credit_after}};
    }
    for (const auto& one : plan.people) {
        nlohmann::ordered_json person{
            {"key", one.external_id}, {"name", one.name}, {"role", name_of(one.role)}
        };
        if (!one.email.empty()) person["email"] = one.email;
        out["people"].push_back(std::move(person));
    }
    for (const auto& one : plan.sessions) {
        nlohmann::ordered_json session{
            {"key", one.key}, {"title", one.title}, {"summary", one.summary}
        };
        if (!one.lecturer.empty()) session["lecturer"] = one.lecturer;
        session["starts"] = wall_text(one.starts_at, course.zone);
        session["ends"] = wall_text(one.ends_at, course.zone);
        if (!one.call_url.empty()) session["call_url"] = one.call_url;
        out["sessions"].push_back(std::move(session));
    }
    return out;
}

}  // namespace aula
