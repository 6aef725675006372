#include "api/views.hpp"

#include "base/json.hpp"

namespace aula::views {

staff_names names_by_key(std::span<const participant_record> staff) {
    staff_names names;
    for (const auto& one : staff) {
        if (!one.external_id.empty()) names.emplace(one.external_id, one.name);
    }
    for (const auto& one : staff) names.emplace(one.registration_id, one.name);
    return names;
}

json own_participant(const participant_record& who, const course_record& course) {
    return {
        {"id", who.id.text()}, {"course", course.slug},     {"course_title", course.title},
        {"name", who.name},    {"role", name_of(who.role)},
    };
}

json registration(const participant_record& who) {
    return {
        {"id", who.id.text()},
        {"registration_id", who.registration_id},
        {"external_id", text_or_null(who.external_id)},
        {"name", who.name},
        {"email", who.email},
        {"institution", who.institution},
        {"country", who.country},
        {"role", name_of(who.role)},
        {"status", name_of(who.status)},
        {"registered_at", to_iso8601(who.registered_at)},
    };
}

json session_page(const session_record& session, const staff_names& names) {
    const auto known = names.find(session.lecturer);
    return session_page(session, known == names.end() ? session.lecturer : known->second);
}

json session_page(const session_record& session, std::string_view lecturer) {
    return {
        {"id", session.id.text()},
        {"key", session.key},
        {"title", session.title},
        {"summary", session.summary},
        {"lecturer", lecturer},
        {"starts_at", to_iso8601(session.starts_at)},
        {"ends_at", to_iso8601(session.ends_at)},
        {"phase", name_of(session.phase)},
    };
}

json deck(const deck_record& deck, std::size_t place_in_line) {
    json out{
        {"id", deck.id.text()},          {"title", deck.title}, {"state", name_of(deck.state)},
        {"pages_done", deck.pages_done}, {"pages", deck.pages}, {"error", text_or_null(deck.error)},
    };
    if (place_in_line > 0) out["place_in_line"] = place_in_line;
    if (deck.state == deck_state::ready) {
        out["hash"] = deck.hash;
        out["width"] = deck.width;
        out["height"] = deck.height;
    }
    return out;
}

json text_or_null(std::string_view text) {
    return text.empty() ? json(nullptr) : json(text);
}

json instant_or_null(const std::optional<timestamp>& at) {
    return at ? json(to_iso8601(*at)) : json(nullptr);
}

std::string join_link(std::string_view public_url, std::string_view token) {
    return std::string(public_url) + "/join#" + std::string(token);
}

}  // namespace aula::views
