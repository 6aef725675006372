#include "store/decks.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula {

std::string_view name_of(deck_state value) {
    switch (value) {
        case deck_state::rendering:
            return "rendering";
        case deck_state::ready:
            return "ready";
        case deck_state::failed:
            return "failed";
    }
    return {};
}

std::optional<deck_state> parse_deck_state(std::string_view name) {
    for (const auto state : {deck_state::rendering, deck_state::ready, deck_state::failed}) {
        if (name == name_of(state)) return state;
    }
    return {};
}

}  // namespace aula

namespace aula::decks {
namespace {

constexpr const char* what = "deck";
constexpr std::string_view selection =
    "SELECT id, course, session, title, hash, state, pages, pages_done, width, height, error, "
    "created_at, bytes FROM decks ";

int small(const sql_row& row, std::size_t column) {
    return static_cast<int>(row.integer(column));
}

deck_record record_from(const sql_row& row) {
    return {
        .id = deck_id{row.integer(0)},
        .course = course_id{row.integer(1)},
        .session = session_id{row.integer(2)},
        .title = row.text(3),
        .hash = row.text(4),
        .state = parse_deck_state(row.text(5)).value_or(deck_state::failed),
        .pages = small(row, 6),
        .pages_done = small(row, 7),
        .width = small(row, 8),
        .height = small(row, 9),
        .error = row.text(10),
        .created_at = instant(row, 11),
        .bytes = row.integer(12),
    };
}

result<std::vector<deck_record>> select(
    database& db, std::string_view condition, std::initializer_list<sql_value> arguments = {}
) {
    const auto text = std::string(selection) + std::string(condition);
    return all_rows(db.query(text, arguments), record_from);
}

}  // namespace

result<deck_id> add(database& db, const deck_record& deck) {
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    const auto rows = db.query(
        "INSERT INTO decks(id, course, session, title, hash, state, pages, pages_done, width, "
        "height, error, created_at, bytes) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        {*id, sql(deck.course), sql(deck.session), deck.title, deck.hash, sql(name_of(deck.state)),
         std::int64_t{deck.pages}, std::int64_t{deck.pages_done}, std::int64_t{deck.width},
         std::int64_t{deck.height}, deck.error, sql(deck.created_at), deck.bytes}
    );
    if (!rows) return rows.error();
    return deck_id{*id};
}

result<void> change(database& db, const deck_record& deck) {
    return done_to_one(
        db.query(
            "UPDATE decks SET title = ?2, hash = ?3, state = ?4, pages = ?5, pages_done = ?6, "
            "width = ?7, height = ?8, error = ?9, bytes = ?10 WHERE id = ?1 RETURNING id",
            {sql(deck.id), deck.title, deck.hash, sql(name_of(deck.state)),
             std::int64_t{deck.pages}, std::int64_t{deck.pages_done}, std::int64_t{deck.width},
             std::int64_t{deck.height}, deck.error, deck.bytes}
        ),
        what
    );
}

result<void> remove(database& db, deck_id which) {
    return done_to_one(
        db.query("DELETE FROM decks WHERE id = ?1 RETURNING id", {sql(which)}), what
    );
}

result<deck_record> find(database& db, deck_id which) {
    return one_row(
        db.query(std::string(selection) + "WHERE id = ?1", {sql(which)}), what, record_from
    );
}

result<std::vector<deck_record>> of_session(database& db, session_id session) {
    return select(db, "WHERE session = ?1 ORDER BY id", {sql(session)});
}

result<std::vector<deck_record>> unfinished(database& db) {
    return select(db, "WHERE state = 'rendering' ORDER BY id");
}

result<std::int64_t> bytes_of_course(database& db, course_id course) {
    // The sum of PostgreSQL's BIGINT is a NUMERIC.
    const auto rows = db.query(
        "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM decks WHERE course = ?1", {sql(course)}
    );
    if (!rows) return rows.error();
    return rows->front().integer(0);
}

result<std::int64_t> count_with_hash(database& db, std::string_view hash) {
    const auto rows =
        db.query("SELECT COUNT(*) FROM decks WHERE hash = ?1 AND state <> 'failed'", {sql(hash)});
    if (!rows) return rows.error();
    return rows->front().integer(0);
}

result<std::vector<std::string>> hashes(database& db) {
    return all_rows(
        db.query("SELECT DISTINCT hash FROM decks WHERE state <> 'failed'"),
        [](const sql_row& row) { return row.text(0); }
    );
}

result<bool> had_any(database& db) {
    const auto rows = db.query("SELECT 1 FROM next_ids WHERE kind = ?1", {std::string(what)});
    if (!rows) return rows.error();
    return !rows->empty();
}

}  // namespace aula::decks
