#include "store/courses.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula::courses {
namespace {

constexpr const char* what = "course";
constexpr std::string_view columns =
    "c.id, c.slug, c.title, c.summary, c.description, c.organizer, c.zone, c.language, c.consent, "
    "c.capacity, c.minimum_percent, c.is_open, c.created_at, t.attendees, t.revision, "
    "c.credit_before, c.credit_after";
constexpr std::string_view tables = " FROM courses c LEFT JOIN course_totals t ON t.course = c.id ";

course_record record_from(const sql_row& row) {
    return {
        .id = course_id{row.integer(0)},
        .slug = row.text(1),
        .title = row.text(2),
        .summary = row.text(3),
        .description = row.text(4),
        .organizer = row.text(5),
        .zone = row.text(6),
        .language = row.text(7),
        .consent = row.text(8),
        .capacity = row.integer(9),
        .minimum_percent = row.integer(10),
        .is_open = row.integer(11) != 0,
        .created_at = instant(row, 12),
        .credit_before = row.integer(15),
        .credit_after = row.integer(16),
        .totals = {.attendees = row.integer(13), .revision = row.integer(14)},
    };
}

std::string select_where(std::string_view condition) {
    return "SELECT " + std::string(columns) + std::string(tables) + "WHERE " +
           std::string(condition);
}

error explained(const error& failed, const course_record& course) {
    if (failed.code != error_code::conflict) return failed;
    return {error_code::conflict, "there is a course '" + course.slug + "' already"};
}

}  // namespace

result<course_id> add(database& db, const course_record& course) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    const auto rows = db.query(
        "INSERT INTO courses(id, slug, title, summary, description, organizer, zone, language, "
        "consent, capacity, minimum_percent, is_open, created_at, credit_before, credit_after) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        {*id, course.slug, course.title, course.summary, course.description, course.organizer,
         course.zone, course.language, course.consent, course.capacity, course.minimum_percent,
         std::int64_t{course.is_open}, sql(course.created_at), course.credit_before,
         course.credit_after}
    );
    if (!rows) return explained(rows.error(), course);
    return course_id{*id};
}

result<void> change(database& db, const course_record& course) {
    const auto rows = db.query(
        "UPDATE courses SET slug = ?2, title = ?3, summary = ?4, description = ?5, organizer = ?6, "
        "zone = ?7, language = ?8, consent = ?9, capacity = ?10, minimum_percent = ?11, "
        "is_open = ?12, credit_before = ?13, credit_after = ?14 WHERE id = ?1 RETURNING id",
        {sql(course.id), course.slug, course.title, course.summary, course.description,
         course.organizer, course.zone, course.language, course.consent, course.capacity,
         course.minimum_percent, std::int64_t{course.is_open}, course.credit_before,
         course.credit_after}
    );
    if (!rows) return explained(rows.error(), course);
    return done_to_one(rows, what);
}

result<void> remove(database& db, course_id which) {
    return done_to_one(
        db.query("DELETE FROM courses WHERE id = ?1 RETURNING id", {sql(which)}), what
    );
}

result<course_record> find(database& db, course_id which) {
    return one_row(db.query(select_where("c.id = ?1"), {sql(which)}), what, record_from);
}

result<course_record> find(database& db, std::string_view slug) {
    return one_row(db.query(select_where("c.slug = ?1"), {sql(slug)}), what, record_from);
}

result<std::vector<course_listing>> list(database& db) {
    const auto rows = db.query(
        "SELECT " + std::string(columns) +
        ", (SELECT MIN(s.starts_at) FROM sessions s WHERE s.course = c.id)"
        ", (SELECT MAX(s.ends_at) FROM sessions s WHERE s.course = c.id)" +
        std::string(tables) + "ORDER BY c.id DESC"
    );
    return all_rows(rows, [](const sql_row& row) {
        return course_listing{record_from(row), instant_or_none(row, 17), instant_or_none(row, 18)};
    });
}

}  // namespace aula::courses
