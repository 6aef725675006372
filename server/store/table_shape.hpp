#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// A table's columns, in one order for both engines, and how its rows are paged through.
struct table_shape {
    std::string name;
    std::vector<std::string> columns;
    /// The primary key when all of it is numbers, which sort alike on both engines; else none, and
    /// the table is read as one page (it is small: names of secrets, of counters).
    std::vector<std::string> key;

    std::string column_list() const;
    std::string key_list() const;
};

/// As SQLite knows it.
result<table_shape> shape_of(database& sqlite, std::string_view table);

/// The rows behind the key `after`, in the key's order, `limit` at most; from the first one when
/// `after` is empty. Without a key: all of them.
result<sql_rows> page_of(
    database& db, const table_shape& shape, const std::vector<sql_value>& after, std::int64_t limit
);

/// The key of a row of `page_of`.
std::vector<sql_value> key_of(const table_shape& shape, const sql_row& row);

}  // namespace aula
