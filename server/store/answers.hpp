#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

/// From rows to what the tables' functions answer.
namespace aula {

/// The first row, or `not_found` with "no such `what`".
result<sql_row> first_row(result<sql_rows> rows, std::string_view what);

/// For statements whose rows do not matter.
result<void> done(const result<sql_rows>& rows);

/// For UPDATE and DELETE … RETURNING: `not_found` when nothing was touched.
result<void> done_to_one(const result<sql_rows>& rows, std::string_view what);

/// Every row through `read(const sql_row&)`.
template <class Read>
auto all_rows(const result<sql_rows>& rows, Read read)
    -> result<std::vector<std::invoke_result_t<Read&, const sql_row&>>> {
    if (!rows) return rows.error();
    std::vector<std::invoke_result_t<Read&, const sql_row&>> read_rows;
    read_rows.reserve(rows->size());
    for (const auto& row : *rows) read_rows.push_back(read(row));
    return read_rows;
}

/// The first row through `read`, or `not_found`.
template <class Read>
auto one_row(result<sql_rows> rows, std::string_view what, Read read)
    -> result<std::invoke_result_t<Read&, const sql_row&>> {
    auto first = first_row(std::move(rows), what);
    if (!first) return first.error();
    return read(*first);
}

/// Gives out `count` ids that were never used before; the answer is the first.
result<std::int64_t> take_ids(database& db, std::string_view kind, std::int64_t count = 1);

}  // namespace aula
