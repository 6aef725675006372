#include "store/uploads.hpp"

#include <chrono>

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula {

std::int64_t day_of(timestamp at) {
    return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

}  // namespace aula

namespace aula::uploads {

result<std::int64_t> bytes_of(database& db, const upload_account& of) {
    if (of.uploader.empty()) return 0;
    const auto rows = db.query(
        "SELECT bytes FROM uploads WHERE course = ?1 AND uploader = ?2 AND day = ?3",
        {sql(of.course), of.uploader, of.day}
    );
    if (!rows) return rows.error();
    return rows->empty() ? 0 : rows->front().integer(0);
}

result<void> add(database& db, const upload_account& to, std::int64_t bytes) {
    if (to.uploader.empty()) return {};
    return done(db.query(
        "INSERT INTO uploads(course, uploader, day, bytes) VALUES(?1, ?2, ?3, ?4) "
        "ON CONFLICT(course, uploader) DO UPDATE SET day = excluded.day, bytes = excluded.bytes + "
        "CASE WHEN uploads.day = excluded.day THEN uploads.bytes ELSE 0 END",
        {sql(to.course), to.uploader, to.day, bytes}
    ));
}

}  // namespace aula::uploads
