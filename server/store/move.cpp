#include "store/move.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/postgres/postgres_inspection.hpp"

namespace aula {
namespace {

constexpr std::array<std::string_view, 13> moved_tables{
    "courses", "sessions", "participants", "logins",  "login_participants", "api_tokens", "decks",
    "events",  "mails",    "next_ids",     "secrets", "pending_links",      "uploads",
};

/// What only means something where it was written: who serves there just now. The totals of courses
/// are made by the target's own triggers.
constexpr std::array<std::string_view, 4> tables_left_behind{
    "nodes", "leases", "node_inbox", "course_totals"
};

error about(std::string_view table, const error& failed) {
    return {failed.code, "moving the table " + std::string(table) + ": " + failed.detail};
}

std::string text_of(const sql_value& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&cell))
        return std::to_string(std::bit_cast<std::uint64_t>(*real));
    return {};
}

std::array<std::uint64_t, 4> digest_of(const sql_row& row) {
    // Of each cell the kind, the length and the text, so that no two different rows read alike.
    std::string bytes;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto text = text_of(row.cell(i));
        bytes += static_cast<char>('0' + row.cell(i).index());
        bytes += std::to_string(text.size()) + ':' + text;
    }
    std::array<unsigned char, 32> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), digest.data(), digest.size());
    return words;
}

/// Calls `use` with page after page; it answers an error to stop.
template <class Use>
result<void> for_each_page(
    database& db, const table_shape& table, std::vector<sql_value> after, std::int64_t limit,
    Use use
) {
    for (;;) {
        const auto page = page_of(db, table, after, limit);
        if (!page) return page.error();
        if (!page->empty()) {
            if (auto used = use(*page); !used) return used;
            after = key_of(table, page->back());
        }
        if (table.key.empty() || static_cast<std::int64_t>(page->size()) < limit) return {};
    }
}

/// One transaction: all rows of a page, or none.
result<void> put_page(database& to, const table_shape& table, const sql_rows& page) {
    std::string places;
    for (std::size_t i = 1; i <= table.columns.size(); ++i) {
        places += (i > 1 ? ", ?" : "?") + std::to_string(i);
    }
    const auto insert =
        "INSERT INTO " + table.name + "(" + table.column_list() + ") VALUES(" + places + ")";
    if (auto begun = to.query("BEGIN"); !begun) return begun.error();
    result<void> state;
    for (const auto& row : page) {
        std::vector<sql_value> cells;
        for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(row.cell(i));
        state = to.later(insert, std::span<const sql_value>(cells), {});
        if (!state) break;
    }
    if (auto settled = to.settle(); state && !settled) state = settled;
    const auto ended = to.query(state ? "COMMIT" : "ROLLBACK");
    if (state && !ended) return ended.error();
    return state;
}

/// Where an interrupted run has come to.
result<std::vector<sql_value>> last_key(database& to, const table_shape& table) {
    std::string order;
    for (const auto& column : table.key) order += (order.empty() ? "" : ", ") + column + " DESC";
    const auto last = to.query(
        "SELECT " + table.key_list() + " FROM " + table.name + " ORDER BY " + order + " LIMIT 1"
    );
    if (!last) return last.error();
    std::vector<sql_value> key;
    for (std::size_t i = 0; !last->empty() && i < table.key.size(); ++i) {
        key.emplace_back(last->front().integer(i));
    }
    return key;
}

result<bool> is_empty(database& db, std::string_view table) {
    const auto found = db.query("SELECT 1 FROM " + std::string(table) + " LIMIT 1");
    if (!found) return found.error();
    return found->empty();
}

result<std::int64_t> move_table(
    database& from, database& to, const table_shape& table, const move_wish& wish
) {
    std::vector<sql_value> after;
    if (table.key.empty()) {
        const auto is_to_do = is_empty(to, table.name);
        if (!is_to_do) return is_to_do.error();
        if (!*is_to_do) return std::int64_t{0};
    } else {
        auto last = last_key(to, table);
        if (!last) return last.error();
        after = *std::move(last);
    }
    std::int64_t rows = 0;
    const auto moved =
        for_each_page(from, table, after, wish.batch_rows, [&](const sql_rows& page) {
            auto put = put_page(to, table, page);
            if (put) wish.progress(table.name, rows += static_cast<std::int64_t>(page.size()));
            return put;
        });
    if (!moved) return moved.error();
    return rows;
}

/// A schema step that adds a table has to add it here.
result<void> check_nothing_is_forgotten(database& from) {
    const auto found = from.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_version'"
    );
    if (!found) return found.error();
    for (const auto& row : *found) {
        const auto is_in = [&row](const auto& tables) {
            return std::ranges::find(tables, row.text(0)) != tables.end();
        };
        if (is_in(moved_tables) || is_in(tables_left_behind)) continue;
        return error{error_code::internal, "the table " + row.text(0) + " would be left behind"};
    }
    return {};
}

result<void> check_is_empty(database& to) {
    for (const auto table : moved_tables) {
        const auto is_free = is_empty(to, table);
        if (!is_free) return is_free.error();
        if (*is_free) continue;
        return error{
            error_code::conflict, "the target holds an installation already (" +
                                      std::string(table) +
                                      " is not empty); move into an empty database"
        };
    }
    return {};
}

/// Marks the target as half of this source; a target that is marked already is gone on with.
result<void> claim(database& to, const std::string& source) {
    const std::string mark = unfinished_move;
    auto made = done(to.query("CREATE TABLE IF NOT EXISTS " + mark + "(source TEXT NOT NULL)"));
    if (!made) return made;
    const auto marked = to.query("SELECT source FROM " + mark);
    if (!marked) return marked.error();
    if (!marked->empty()) {
        if (marked->front().text(0) == source) return {};
        return error{
            error_code::conflict, "the target holds half of another installation (" +
                                      marked->front().text(0) + "); move into an empty database"
        };
    }
    if (auto empty = check_is_empty(to); !empty) {
        if (auto dropped = to.query("DROP TABLE " + mark); !dropped) return dropped.error();
        return empty;
    }
    return done(to.query("INSERT INTO " + mark + "(source) VALUES(?1)", {source}));
}

result<table_sum> compared(
    database& from, database& to, const table_shape& table, std::int64_t batch_rows
) {
    const auto source = sum_of(from, table, batch_rows);
    if (!source) return source;
    const auto target = sum_of(to, table, batch_rows);
    if (!target || *source == *target) return target;
    return error{
        error_code::internal, std::to_string(source->rows) + " rows are in the source and " +
                                  std::to_string(target->rows) +
                                  " in the target, or their contents differ; empty the target and "
                                  "start again"
    };
}

}  // namespace

std::vector<std::string_view> tables_to_move() {
    return {moved_tables.begin(), moved_tables.end()};
}

result<table_sum> sum_of(database& db, const table_shape& table, std::int64_t batch_rows) {
    table_sum sum;
    const auto read = for_each_page(db, table, {}, batch_rows, [&](const sql_rows& page) {
        for (const auto& row : page) {
            ++sum.rows;
            const auto digest = digest_of(row);
            for (std::size_t i = 0; i < digest.size(); ++i) sum.digest[i] += digest[i];
        }
        return result<void>{};
    });
    if (!read) return read.error();
    return sum;
}

result<std::vector<moved_table>> move_everything(
    database& from, database& to, const move_wish& wish
) {
    if (auto whole = check_nothing_is_forgotten(from); !whole) return whole.error();
    if (auto claimed = claim(to, wish.source); !claimed) return claimed.error();
    std::vector<table_shape> shapes;
    std::vector<moved_table> moved;
    for (const auto name : moved_tables) {
        auto shape = shape_of(from, name);
        if (!shape) return about(name, shape.error());
        const auto rows = move_table(from, to, *shape, wish);
        if (!rows) return about(name, rows.error());
        moved.push_back({.name = std::string(name), .sum = {}, .moved_now = *rows});
        shapes.push_back(*std::move(shape));
    }
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const auto sum = compared(from, to, shapes[i], wish.batch_rows);
        if (!sum) return about(shapes[i].name, sum.error());
        moved[i].sum = *sum;
    }
    auto unmarked = done(to.query(std::string("DROP TABLE ") + unfinished_move));
    if (!unmarked) return unmarked.error();
    return moved;
}

}  // namespace aula
