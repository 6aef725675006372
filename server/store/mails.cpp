#include "store/mails.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula {

std::string_view name_of(mail_status value) {
    switch (value) {
        case mail_status::queued:
            return "queued";
        case mail_status::sent:
            return "sent";
        case mail_status::failed:
            return "failed";
    }
    return {};
}

std::optional<mail_status> parse_mail_status(std::string_view name) {
    for (const auto status : {mail_status::queued, mail_status::sent, mail_status::failed}) {
        if (name == name_of(status)) return status;
    }
    return {};
}

}  // namespace aula

namespace aula::mails {
namespace {

constexpr const char* what = "mail";
constexpr std::string_view selection =
    "SELECT id, course, recipient, subject, body, status, attempts, next_attempt_at, created_at, "
    "error FROM mails ";

mail_record record_from(const sql_row& row) {
    return {
        .id = mail_id{row.integer(0)},
        .course = course_id{row.integer(1)},
        .recipient = row.text(2),
        .subject = row.text(3),
        .body = row.text(4),
        .status = parse_mail_status(row.text(5)).value_or(mail_status::failed),
        .attempts = static_cast<int>(row.integer(6)),
        .next_attempt_at = instant(row, 7),
        .created_at = instant(row, 8),
        .error = row.text(9),
    };
}

result<std::vector<mail_record>> select(
    database& db, std::string_view condition, std::initializer_list<sql_value> arguments
) {
    const auto text = std::string(selection) + std::string(condition);
    return all_rows(db.query(text, arguments), record_from);
}

}  // namespace

result<mail_id> add(database& db, const mail_record& mail) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    const auto rows = db.query(
        "INSERT INTO mails(id, course, recipient, subject, body, status, attempts, "
        "next_attempt_at, created_at, error) VALUES(?1, ?2, ?3, ?4, ?5, 'queued', 0, ?6, ?6, '')",
        {*id, sql_or_null(mail.course), mail.recipient, mail.subject, mail.body,
         sql(mail.created_at)}
    );
    if (!rows) return rows.error();
    return mail_id{*id};
}

result<std::vector<mail_record>> due(database& db, timestamp now, std::size_t limit) {
    return select(
        db,
        "WHERE status = 'queued' AND next_attempt_at <= ?1 ORDER BY next_attempt_at, id LIMIT ?2",
        {sql(now), static_cast<std::int64_t>(limit)}
    );
}

result<bool> take(database& db, mail_id which, timestamp now, timestamp until) {
    const auto taken = db.query(
        "UPDATE mails SET next_attempt_at = ?3 "
        "WHERE id = ?1 AND status = 'queued' AND next_attempt_at <= ?2 RETURNING id",
        {sql(which), sql(now), sql(until)}
    );
    if (!taken) return taken.error();
    return !taken->empty();
}

result<void> put_back(database& db, mail_id which, timestamp now) {
    const auto done = db.query(
        "UPDATE mails SET next_attempt_at = ?2 WHERE id = ?1 AND status = 'queued'",
        {sql(which), sql(now)}
    );
    if (!done) return done.error();
    return {};
}

result<std::int64_t> count_queued(database& db) {
    return one_row(
        db.query("SELECT COUNT(*) FROM mails WHERE status = 'queued'"), what,
        [](const sql_row& row) { return row.integer(0); }
    );
}

result<void> set_sent(database& db, mail_id which) {
    return done_to_one(
        db.query(
            "UPDATE mails SET status = 'sent', attempts = attempts + 1, error = '' "
            "WHERE id = ?1 RETURNING id",
            {sql(which)}
        ),
        what
    );
}

result<void> set_delayed(database& db, mail_id which, timestamp next, std::string_view error) {
    return done_to_one(
        db.query(
            "UPDATE mails SET attempts = attempts + 1, next_attempt_at = ?2, error = ?3 "
            "WHERE id = ?1 RETURNING id",
            {sql(which), sql(next), sql(error)}
        ),
        what
    );
}

result<void> set_failed(database& db, mail_id which, std::string_view error) {
    return done_to_one(
        db.query(
            "UPDATE mails SET status = 'failed', attempts = attempts + 1, error = ?2 "
            "WHERE id = ?1 RETURNING id",
            {sql(which), sql(error)}
        ),
        what
    );
}

result<mail_record> find(database& db, mail_id which) {
    return one_row(
        db.query(std::string(selection) + "WHERE id = ?1", {sql(which)}), what, record_from
    );
}

result<std::vector<mail_record>> page(
    database& db, course_id course, mail_id before, std::size_t limit
) {
    return select(
        db, "WHERE course = ?1 AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3",
        {sql(course), sql(before), static_cast<std::int64_t>(limit)}
    );
}

}  // namespace aula::mails
