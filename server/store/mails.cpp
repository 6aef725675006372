#include "store/mails.hpp"

#include <algorithm>

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

namespace {

/// How many characters from here on belong to what stands between a link's path and its secret.
/// Some mail servers quote the `#` of a link as `%23`.
std::size_t length_of_mark(std::string_view text) {
    const std::size_t slash = text.starts_with('/') ? 1 : 0;
    text.remove_prefix(slash);
    if (text.starts_with('#')) return slash + 1;
    return text.starts_with("%23") ? slash + 3 : 0;
}

}  // namespace

std::string without_link_secrets(std::string_view text) {
    constexpr std::string_view path = "/join";
    constexpr std::string_view in_secret =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    for (;;) {
        const auto at = text.find(path);
        if (at == std::string_view::npos) return out.append(text);
        const auto mark = length_of_mark(text.substr(at + path.size()));
        out += text.substr(0, at + path.size() + mark);
        text.remove_prefix(at + path.size() + mark);
        if (mark == 0) continue;
        out += "\u2026";
        text.remove_prefix(std::min(text.find_first_not_of(in_secret), text.size()));
    }
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

/// What stays of a letter that will not be carried again.
result<std::string> body_to_keep(database& db, mail_id which) {
    const auto letter = find(db, which);
    if (!letter) return letter.error();
    return without_link_secrets(letter->body);
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
    const auto body = body_to_keep(db, which);
    if (!body) return body.error();
    return done_to_one(
        db.query(
            "UPDATE mails SET status = 'sent', attempts = attempts + 1, error = '', body = ?2 "
            "WHERE id = ?1 RETURNING id",
            {sql(which), *body}
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
    const auto body = body_to_keep(db, which);
    if (!body) return body.error();
    return done_to_one(
        db.query(
            "UPDATE mails SET status = 'failed', attempts = attempts + 1, error = ?2, body = ?3 "
            "WHERE id = ?1 RETURNING id",
            {sql(which), sql(error), *body}
        ),
        what
    );
}

result<mail_record> find(database& db, mail_id which) {
    return one_row(
        db.query(std::string(selection) + "WHERE id = ?1", {sql(which)}), what, record_from
    );
}

result<std::vector<mail_id>> without_row(database& db, const std::vector<mail_id>& letters) {
    std::vector<mail_id> missing;
    for (const auto letter : letters) {
        const auto rows = db.query("SELECT 1 FROM mails WHERE id = ?1", {sql(letter)});
        if (!rows) return rows.error();
        if (rows->empty()) missing.push_back(letter);
    }
    return missing;
}

result<std::vector<mail_id>> ids_of_course(database& db, course_id course) {
    return all_rows(
        db.query("SELECT id FROM mails WHERE course = ?1 ORDER BY id", {sql(course)}),
        [](const sql_row& row) { return mail_id{row.integer(0)}; }
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
