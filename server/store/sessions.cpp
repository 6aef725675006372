#include "store/sessions.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula::sessions {
namespace {

constexpr const char* what = "session";
constexpr std::string_view selection =
    "SELECT id, course, session_key, title, summary, lecturer, starts_at, ends_at, phase, "
    "call_url FROM sessions ";

session_record record_from(const sql_row& row) {
    return {
        .id = session_id{row.integer(0)},
        .course = course_id{row.integer(1)},
        .key = row.text(2),
        .title = row.text(3),
        .summary = row.text(4),
        .lecturer = row.text(5),
        .call_url = row.text(9),
        .starts_at = instant(row, 6),
        .ends_at = instant(row, 7),
        .phase = parse_session_phase(row.text(8)).value_or(session_phase::scheduled),
    };
}

}  // namespace

result<session_id> add(database& db, const session_record& planned) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    const auto rows = db.query(
        "INSERT INTO sessions(id, course, session_key, title, summary, lecturer, starts_at, "
        "ends_at, phase) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        {*id, sql(planned.course), planned.key, planned.title, planned.summary, planned.lecturer,
         sql(planned.starts_at), sql(planned.ends_at), sql(name_of(session_phase::scheduled))}
    );
    if (!rows) return rows.error();
    return session_id{*id};
}

result<void> change(database& db, const session_record& planned) {
    return done_to_one(
        db.query(
            "UPDATE sessions SET session_key = ?2, title = ?3, summary = ?4, lecturer = ?5, "
            "starts_at = ?6, ends_at = ?7 WHERE id = ?1 RETURNING id",
            {sql(planned.id), planned.key, planned.title, planned.summary, planned.lecturer,
             sql(planned.starts_at), sql(planned.ends_at)}
        ),
        what
    );
}

result<void> remove(database& db, session_id which) {
    return done_to_one(
        db.query("DELETE FROM sessions WHERE id = ?1 RETURNING id", {sql(which)}), what
    );
}

result<session_record> find(database& db, session_id which) {
    return one_row(
        db.query(std::string(selection) + "WHERE id = ?1", {sql(which)}), what, record_from
    );
}

result<session_record> find(database& db, course_id course, std::string_view key) {
    return one_row(
        db.query(
            std::string(selection) + "WHERE course = ?1 AND session_key = ?2",
            {sql(course), sql(key)}
        ),
        what, record_from
    );
}

result<std::vector<session_record>> of_course(database& db, course_id course) {
    return all_rows(
        db.query(
            std::string(selection) + "WHERE course = ?1 ORDER BY starts_at, id", {sql(course)}
        ),
        record_from
    );
}

result<std::vector<session_id>> begun(database& db) {
    return all_rows(
        db.query("SELECT id FROM sessions WHERE phase IN ('open', 'live', 'paused') ORDER BY id"),
        [](const sql_row& row) { return session_id{row.integer(0)}; }
    );
}

result<void> set_phase(database& db, session_id which, session_phase phase) {
    return done_to_one(
        db.query(
            "UPDATE sessions SET phase = ?2 WHERE id = ?1 RETURNING id",
            {sql(which), sql(name_of(phase))}
        ),
        what
    );
}

result<void> set_call_url(database& db, session_id which, const std::string& url) {
    return done_to_one(
        db.query("UPDATE sessions SET call_url = ?2 WHERE id = ?1 RETURNING id", {sql(which), url}),
        what
    );
}

}  // namespace aula::sessions
