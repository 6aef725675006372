#include "store/tokens.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula {
namespace {

constexpr std::string_view attendance_read = "attendance:read";
constexpr std::string_view course_write = "course:write";

bool* scope_by_name(token_scopes& scopes, std::string_view name) {
    if (name == attendance_read) return &scopes.attendance_read;
    if (name == course_write) return &scopes.course_write;
    return nullptr;
}

}  // namespace

std::string text_of(const token_scopes& scopes) {
    std::string text;
    const auto add = [&text](std::string_view name) {
        if (!text.empty()) text += ' ';
        text += name;
    };
    if (scopes.attendance_read) add(attendance_read);
    if (scopes.course_write) add(course_write);
    return text;
}

std::optional<token_scopes> parse_token_scopes(std::string_view text) {
    token_scopes scopes;
    while (true) {
        const auto end = std::min(text.find(' '), text.size());
        bool* const scope = scope_by_name(scopes, text.substr(0, end));
        if (scope == nullptr || *scope) return {};
        *scope = true;
        if (end == text.size()) return scopes;
        text.remove_prefix(end + 1);
    }
}

}  // namespace aula

namespace aula::tokens {
namespace {

constexpr const char* what = "token";
constexpr std::string_view selection =
    "SELECT id, course, label, scopes, created_at, last_used_at FROM api_tokens ";

token_record record_from(const sql_row& row) {
    return {
        .id = token_id{row.integer(0)},
        .course = course_id{row.integer(1)},
        .label = row.text(2),
        .scopes = parse_token_scopes(row.text(3)).value_or(token_scopes{}),
        .created_at = instant(row, 4),
        .last_used_at = instant_or_none(row, 5),
    };
}

}  // namespace

result<token_id> add(database& db, const token_record& token, std::string_view secret_hash) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    const auto rows = db.query(
        "INSERT INTO api_tokens(id, course, label, scopes, secret_hash, created_at) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        {*id, sql(token.course), token.label, text_of(token.scopes), sql(secret_hash),
         sql(token.created_at)}
    );
    if (!rows) return rows.error();
    return token_id{*id};
}

result<token_record> find(database& db, std::string_view secret_hash) {
    return one_row(
        db.query(std::string(selection) + "WHERE secret_hash = ?1", {sql(secret_hash)}), what,
        record_from
    );
}

result<std::vector<token_record>> of_course(database& db, course_id course) {
    return all_rows(
        db.query(std::string(selection) + "WHERE course = ?1 ORDER BY id", {sql(course)}),
        record_from
    );
}

result<void> touch(database& db, token_id which, timestamp now) {
    return done(
        db.query("UPDATE api_tokens SET last_used_at = ?2 WHERE id = ?1", {sql(which), sql(now)})
    );
}

result<void> remove(database& db, course_id course, token_id which) {
    return done_to_one(
        db.query(
            "DELETE FROM api_tokens WHERE course = ?1 AND id = ?2 RETURNING id",
            {sql(course), sql(which)}
        ),
        what
    );
}

}  // namespace aula::tokens
