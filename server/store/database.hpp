#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace aula {

/// One cell: NULL, BIGINT, DOUBLE PRECISION or TEXT. Times are BIGINT milliseconds since 1970 UTC;
/// documents are TEXT JSON.
using sql_value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// One row of an answer, read by column number.
class sql_row {
public:
    explicit sql_row(std::vector<sql_value> cells) : cells_(std::move(cells)) {}

    bool is_null(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;     ///< 0 when NULL.
    double real(std::size_t column) const;              ///< 0 when NULL.
    const std::string& text(std::size_t column) const;  ///< Empty when NULL.
    std::size_t size() const { return cells_.size(); }

private:
    std::vector<sql_value> cells_;
};

using sql_rows = std::vector<sql_row>;

/// One connection to the database, used by one thread: what SQLite and PostgreSQL have in common.
///
/// Statements are written once, with `?1 ?2 …`, in the subset that both engines run; they are
/// prepared once per connection and found again by their text. Errors are values: `storage_full`
/// when nothing more can be written (full disk, I/O error, read-only), `conflict` for a violated
/// constraint, `internal` for a statement that is wrong.
class database {
public:
    virtual ~database() = default;
    virtual result<sql_rows> query(std::string_view sql, std::span<const sql_value> arguments) = 0;

    result<sql_rows> query(std::string_view sql, std::initializer_list<sql_value> arguments = {}) {
        return query(sql, std::span<const sql_value>(arguments.begin(), arguments.size()));
    }
};

}  // namespace aula
