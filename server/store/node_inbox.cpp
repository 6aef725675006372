#include "store/node_inbox.hpp"

#include <algorithm>
#include <tuple>

#include "store/answers.hpp"

namespace aula::node_inbox {
namespace {

/// `database_now() - beat_at` is negative when the database's clock was set back.
const std::string& into_inbox_of_living() {
    static const auto limit = std::to_string(silence_max.count());
    static const std::string statement =
        "INSERT INTO node_inbox(recipient, sender, number, said_at, body) "
        "SELECT name, ?2, ?3, database_now() - ?4, ?5 FROM nodes "
        "WHERE is_written_off = 0 AND database_now() - beat_at BETWEEN -" +
        limit + " AND " + limit;
    return statement;
}

note note_from(const sql_row& row) {
    return {
        .sender = row.integer(0),
        .number = row.integer(1),
        .body = row.text(2),
        .age = std::max(milliseconds{0}, milliseconds{row.integer(3)}),
    };
}

}  // namespace

result<void> put(database& db, const node_name& to, const note& said) {
    static const auto statement = into_inbox_of_living() + " AND name = ?1";
    return db.later(
        statement, {to, said.sender, said.number, std::int64_t{said.age.count()}, said.body}
    );
}

result<void> put_to_others(database& db, const node_name& self, const note& said) {
    static const auto statement = into_inbox_of_living() + " AND name <> ?1";
    return db.later(
        statement, {self, said.sender, said.number, std::int64_t{said.age.count()}, said.body}
    );
}

result<std::vector<note>> take(database& db, const node_name& self) {
    auto taken = all_rows(
        db.query(
            "DELETE FROM node_inbox WHERE recipient = ?1 "
            "RETURNING sender, number, body, database_now() - said_at",
            {self}
        ),
        note_from
    );
    if (!taken) return taken.error();
    std::ranges::sort(*taken, {}, [](const note& one) { return std::tie(one.sender, one.number); });
    return taken;
}

}  // namespace aula::node_inbox
