#include "store/registrations.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/courses.hpp"
#include "store/event_log.hpp"

namespace aula {

std::string_view name_of(participant_status value) {
    return value == participant_status::active ? "active" : "removed";
}

std::optional<participant_status> parse_participant_status(std::string_view name) {
    if (name == "active") return participant_status::active;
    if (name == "removed") return participant_status::removed;
    return {};
}

}  // namespace aula

namespace aula::registrations {
namespace {

constexpr const char* what = "participant";
constexpr std::string_view columns =
    "id, course, registration_id, external_id, name, email, institution, country, zone, role, "
    "status, consented_at, registered_at ";

participant_record record_from(const sql_row& row) {
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

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::ranges::transform(lowered, lowered.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lowered;
}

/// Empty texts are NULL where a column is unique.
sql_value unique_text(std::string text) {
    return text.empty() ? sql_value() : sql_value(std::move(text));
}

std::string registration_number(std::int64_t id) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "R%06lld", static_cast<long long>(id));
    return text.data();
}

std::string selection() {
    return "SELECT " + std::string(columns) + "FROM participants ";
}

result<std::vector<participant_record>> select(
    database& db, std::string_view condition, std::initializer_list<sql_value> arguments
) {
    const auto text = selection() + std::string(condition);
    return all_rows(db.query(text, arguments), record_from);
}

result<participant_record> select_one(
    database& db, std::string_view condition, std::initializer_list<sql_value> arguments
) {
    const auto text = selection() + std::string(condition);
    return one_row(db.query(text, arguments), what, record_from);
}

result<participant_record> insert(
    database& db, course_id course, const person_form& form, timestamp now
) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    static const auto statement =
        "INSERT INTO participants(id, course, registration_id, external_id, name, email, "
        "email_key, institution, country, zone, role, status, consented_at, registered_at, "
        "join_token_hash) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'active', ?12, ?13, ?14) "
        "RETURNING " +
        std::string(columns);
    auto rows = db.query(
        statement,
        {*id, sql(course), registration_number(*id), unique_text(form.external_id), form.name,
         form.email, unique_text(lower(form.email)), form.institution, form.country, form.zone,
         sql(name_of(form.role)), form.has_consented ? sql(now) : sql_value(), sql(now),
         unique_text(form.join_token_hash)}
    );
    return one_row(std::move(rows), what, record_from);
}

/// The person a line of a roster speaks of, if they are here already.
result<participant_record> find_listed(database& db, course_id course, const person_form& listed) {
    if (!listed.external_id.empty()) {
        auto by_number = select_one(
            db, "WHERE course = ?1 AND external_id = ?2", {sql(course), listed.external_id}
        );
        const bool is_settled = by_number || by_number.error().code != error_code::not_found;
        if (is_settled || listed.email.empty()) return by_number;
    }
    return find_by_email(db, course, listed.email);
}

/// What a roster leaves empty stays as the person wrote it.
result<void> overwrite(database& db, participant_id who, const person_form& listed) {
    return done_to_one(
        db.query(
            "UPDATE participants SET external_id = COALESCE(?2, external_id), name = ?3, "
            "email = CASE WHEN ?4 = '' THEN email ELSE ?4 END, "
            "email_key = COALESCE(?5, email_key), "
            "institution = CASE WHEN ?6 = '' THEN institution ELSE ?6 END, "
            "country = CASE WHEN ?7 = '' THEN country ELSE ?7 END, "
            "zone = CASE WHEN ?8 = '' THEN zone ELSE ?8 END, role = ?9 "
            "WHERE id = ?1 RETURNING id",
            {sql(who), unique_text(listed.external_id), listed.name, listed.email,
             unique_text(lower(listed.email)), listed.institution, listed.country, listed.zone,
             sql(name_of(listed.role))}
        ),
        what
    );
}

result<roster_outcome> merge_one(
    database& db, course_id course, const person_form& listed, timestamp now
) {
    const auto known = find_listed(db, course, listed);
    if (!known && known.error().code != error_code::not_found) return known.error();
    if (known) {
        if (auto changed = overwrite(db, known->id, listed); !changed) return changed.error();
    }
    auto who = known ? find(db, known->id) : insert(db, course, listed, now);
    if (!who) return who.error();
    return roster_outcome{*std::move(who), !known};
}

/// For LIKE … ESCAPE '!': the text itself, wherever it stands.
std::string pattern_for(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + "%";
}

/// Whether a person is one that the organizer looks for. The database makes both sides small, each
/// engine in its own way: SQLite the letters of ASCII, PostgreSQL those of its locale.
std::string matches(const std::string& pattern) {
    return "LOWER(name || ' ' || email || ' ' || institution || ' ' || registration_id || ' ' || "
           "COALESCE(external_id, '')) LIKE LOWER(" +
           pattern + ") ESCAPE '!'";
}

result<void> set(database& db, std::string_view statement, participant_id who, sql_value value) {
    return done_to_one(db.query(statement, {sql(who), std::move(value)}), what);
}

}  // namespace

result<registration_outcome> enroll(
    database& db, course_id course, const person_form& form, timestamp now
) {
    using kind = registration_outcome::kind;
    const auto where = courses::find(db, course);
    if (!where) return where.error();
    auto known = find_by_email(db, course, form.email);
    if (known) return registration_outcome{kind::known, *std::move(known)};
    if (known.error().code != error_code::not_found) return known.error();
    if (!where->is_open) return registration_outcome{kind::closed, {}};
    const auto taken = count(db, course);
    if (!taken) return taken.error();
    if (where->capacity > 0 && *taken >= where->capacity)
        return registration_outcome{kind::full, {}};
    auto added = insert(db, course, form, now);
    if (!added) return added.error();
    return registration_outcome{kind::added, *std::move(added)};
}

result<std::vector<roster_outcome>> merge_roster(
    database& db, course_id course, std::span<const person_form> people, timestamp now
) {
    std::vector<roster_outcome> outcomes;
    outcomes.reserve(people.size());
    for (const auto& listed : people) {
        auto merged = merge_one(db, course, listed, now);
        if (!merged) {
            const auto line = "line " + std::to_string(outcomes.size() + 1) + " of the roster: ";
            return error{merged.error().code, line + merged.error().detail};
        }
        outcomes.push_back(*std::move(merged));
    }
    return outcomes;
}

result<participant_record> find(database& db, participant_id who) {
    return select_one(db, "WHERE id = ?1", {sql(who)});
}

result<participant_record> find_by_email(database& db, course_id course, std::string_view email) {
    return select_one(db, "WHERE course = ?1 AND email_key = ?2", {sql(course), lower(email)});
}

result<participant_record> find_by_join_token(database& db, std::string_view hash) {
    return select_one(db, "WHERE join_token_hash = ?1", {sql(hash)});
}

result<std::vector<participant_record>> page(
    database& db, course_id course, const roster_query& wanted
) {
    const auto limit = static_cast<std::int64_t>(wanted.limit);
    if (wanted.containing.empty()) {
        return select(
            db, "WHERE course = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            {sql(course), sql(wanted.after), limit}
        );
    }
    return select(
        db, "WHERE course = ?1 AND id > ?2 AND " + matches("?4") + " ORDER BY id LIMIT ?3",
        {sql(course), sql(wanted.after), limit, pattern_for(wanted.containing)}
    );
}

result<std::int64_t> count_matching(database& db, course_id course, std::string_view containing) {
    const auto rows = db.query(
        "SELECT COUNT(*) FROM participants WHERE course = ?1 AND " + matches("?2"),
        {sql(course), pattern_for(containing)}
    );
    if (!rows) return rows.error();
    return rows->front().integer(0);
}

result<std::vector<participant_record>> all(database& db, course_id course) {
    return select(db, "WHERE course = ?1 ORDER BY id", {sql(course)});
}

result<std::vector<participant_record>> staff(database& db, course_id course) {
    return select(
        db, "WHERE course = ?1 AND role <> 'attendee' AND status = 'active' ORDER BY id",
        {sql(course)}
    );
}

result<std::int64_t> count(database& db, course_id course) {
    const auto rows = db.query(
        "SELECT COUNT(*) FROM participants WHERE course = ?1 AND role = 'attendee' "
        "AND status = 'active'",
        {sql(course)}
    );
    if (!rows) return rows.error();
    return rows->front().integer(0);
}

result<void> set_role(database& db, participant_id who, aula::role role) {
    return set(
        db, "UPDATE participants SET role = ?2 WHERE id = ?1 RETURNING id", who, sql(name_of(role))
    );
}

result<void> set_status(database& db, participant_id who, participant_status status) {
    return set(
        db, "UPDATE participants SET status = ?2 WHERE id = ?1 RETURNING id", who,
        sql(name_of(status))
    );
}

result<void> set_name(database& db, participant_id who, std::string_view name) {
    return set(db, "UPDATE participants SET name = ?2 WHERE id = ?1 RETURNING id", who, sql(name));
}

result<void> set_join_token(database& db, participant_id who, std::string_view hash) {
    return set(
        db, "UPDATE participants SET join_token_hash = ?2 WHERE id = ?1 RETURNING id", who,
        sql(hash)
    );
}

result<void> erase(database& db, participant_id who) {
    const auto person = find(db, who);
    if (!person) return person.error();
    if (auto erased = event_log::erase_person(db, person->course, who); !erased) return erased;
    if (!person->email.empty()) {
        auto unsent = done(db.query(
            "DELETE FROM mails WHERE course = ?1 AND recipient = ?2",
            {sql(person->course), person->email}
        ));
        if (!unsent) return unsent;
    }
    return done(db.query("DELETE FROM participants WHERE id = ?1", {sql(who)}));
}

}  // namespace aula::registrations
