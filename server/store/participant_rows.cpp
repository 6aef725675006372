#include "store/participant_rows.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "store/columns.hpp"

namespace aula {
namespace {

std::string registration_number(participant_id who) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "R%06lld", static_cast<long long>(who.value));
    return text.data();
}

}  // namespace

std::string select_participants() {
    return "SELECT id, course, registration_id, external_id, name, email, institution, country, "
           "zone, role, status, consented_at, registered_at FROM participants ";
}

participant_record participant_from(const sql_row& row) {
    return {
        .id = participant_id{row.integer(0)},
        .course = course_id{row.integer(1)},
        .registration_id = row.text(2),
        .external_id = row.text(3),
        .name = row.text(4),
        .email = row.text(5),
        .institution = row.text(6),
        .country = row.text(7),
        .zone = row.text(8),
        .role = parse_role(row.text(9)).value_or(role::attendee),
        .status = parse_participant_status(row.text(10)).value_or(participant_status::removed),
        .consented_at = instant_or_none(row, 11),
        .registered_at = instant(row, 12),
    };
}

std::string email_key(std::string_view address) {
    std::string key(address);
    std::ranges::transform(key, key.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return key;
}

sql_value unique_text(std::string text) {
    return text.empty() ? sql_value() : sql_value(std::move(text));
}

participant_record new_participant(
    participant_id id, course_id course, const person_form& form, timestamp now
) {
    return {
        .id = id,
        .course = course,
        .registration_id = registration_number(id),
        .external_id = form.external_id,
        .name = form.name,
        .email = form.email,
        .institution = form.institution,
        .country = form.country,
        .zone = form.zone,
        .role = form.role,
        .status = participant_status::active,
        .consented_at = form.has_consented ? std::optional(now) : std::nullopt,
        .registered_at = now,
    };
}

result<void> insert_participant(
    database& db, const participant_record& who, std::string join_token_hash
) {
    return db.later(
        "INSERT INTO participants(id, course, registration_id, external_id, name, email, "
        "email_key, institution, country, zone, role, status, consented_at, registered_at, "
        "join_token_hash) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        {sql(who.id), sql(who.course), who.registration_id, unique_text(who.external_id), who.name,
         who.email, unique_text(email_key(who.email)), who.institution, who.country, who.zone,
         sql(name_of(who.role)), sql(name_of(who.status)), sql_or_null(who.consented_at),
         sql(who.registered_at), unique_text(std::move(join_token_hash))}
    );
}

}  // namespace aula
