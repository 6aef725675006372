#include "store/answers.hpp"

#include <string>

namespace aula {

result<sql_row> first_row(result<sql_rows> rows, std::string_view what) {
    if (!rows) return rows.error();
    if (rows->empty()) return error{error_code::not_found, "no such " + std::string(what)};
    return std::move(rows->front());
}

result<void> done(const result<sql_rows>& rows) {
    if (!rows) return rows.error();
    return {};
}

result<void> done_to_one(const result<sql_rows>& rows, std::string_view what) {
    if (!rows) return rows.error();
    if (rows->empty()) return error{error_code::not_found, "no such " + std::string(what)};
    return {};
}

result<std::int64_t> take_ids(database& db, std::string_view kind, std::int64_t count) {
    const auto rows = db.query(
        "INSERT INTO next_ids(kind, last) VALUES(?1, ?2) "
        "ON CONFLICT(kind) DO UPDATE SET last = next_ids.last + excluded.last RETURNING last",
        {std::string(kind), count}
    );
    if (!rows) return rows.error();
    return rows->front().integer(0) - count + 1;
}

}  // namespace aula
