#include "store/registrations.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/courses.hpp"
#include "store/event_log.hpp"
#include "store/participant_rows.hpp"
#include "store/pending_links.hpp"

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

constexpr const char* what = participant_kind;

result<std::vector<participant_record>> select(
    database& db, std::string_view condition, std::initializer_list<sql_value> arguments
) {
    const auto text = select_participants() + std::string(condition);
    return all_rows(db.query(text, arguments), participant_from);
}

result<participant_record> select_one(
    database& db, std::string_view condition, std::initializer_list<sql_value> arguments
) {
    const auto text = select_participants() + std::string(condition);
    return one_row(db.query(text, arguments), what, participant_from);
}

result<participant_record> insert(database& db, participant_record who, const person_form& form) {
    if (auto added = insert_participant(db, who, form.join_token_hash); !added) {
        return added.error();
    }
    return who;
}

/// Other nodes cannot take a place until this piece of work is committed. Asked after ids were
/// taken, so that all nodes lock in the same order.
result<std::int64_t> places_taken(database& db, course_id course) {
    const auto rows = db.query(
        "SELECT attendees FROM course_totals WHERE course = ?1 /*! FOR UPDATE */", {sql(course)}
    );
    return one_row(rows, "course", [](const sql_row& row) { return row.integer(0); });
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
    if (!where->is_open) return registration_outcome{kind::closed, {}};
    const auto id = take_id(db);
    if (!id) return id.error();
    if (where->capacity > 0) {
        const auto taken = places_taken(db, course);
        if (!taken) return taken.error();
        if (*taken >= where->capacity) return registration_outcome{kind::full, {}};
    }
    auto known = find_by_email(db, course, form.email);
    if (known) return registration_outcome{kind::known, *std::move(known)};
    if (known.error().code != error_code::not_found) return known.error();
    auto added = insert(db, new_participant(*id, course, form, now), form);
    if (!added) return added.error();
    return registration_outcome{kind::added, *std::move(added)};
}

result<participant_id> take_id(database& db) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    return participant_id{*id};
}

result<participant_record> find(database& db, participant_id who) {
    return select_one(db, "WHERE id = ?1", {sql(who)});
}

result<participant_record> find_by_email(database& db, course_id course, std::string_view email) {
    return select_one(db, "WHERE course = ?1 AND email_key = ?2", {sql(course), email_key(email)});
}

result<participant_record> find_by_join_token(database& db, std::string_view hash) {
    return select_one(db, "WHERE join_token_hash = ?1", {sql(hash)});
}

result<participant_record> find_by_registration_id(
    database& db, course_id course, std::string_view registration_id
) {
    return select_one(
        db, "WHERE course = ?1 AND registration_id = ?2", {sql(course), sql(registration_id)}
    );
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

result<std::string> name_of_staff(database& db, course_id course, std::string_view key) {
    return one_row(
        db.query(
            "SELECT name FROM participants WHERE course = ?1 "
            "AND (external_id = ?2 OR registration_id = ?2) "
            "AND role <> 'attendee' AND status = 'active'",
            {sql(course), sql(key)}
        ),
        what, [](const sql_row& row) { return row.text(0); }
    );
}

result<std::int64_t> count(database& db, course_id course) {
    const auto rows =
        db.query("SELECT attendees FROM course_totals WHERE course = ?1", {sql(course)});
    return one_row(rows, "course", [](const sql_row& row) { return row.integer(0); });
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
    if (auto ended = pending_links::remove_all(db, who); !ended) return ended;
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
