#pragma once

#include <cstdint>
#include <functional>
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
    const sql_value& cell(std::size_t column) const { return cells_.at(column); }
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
/// constraint, `invalid` for a text that the engine cannot hold, `busy` for a lock or a statement
/// that takes too long, `unavailable` for a lost connection, `internal` for a statement that is
/// wrong. A piece of work in which a statement has failed is to answer an error: its other changes
/// cannot be kept on every engine.
///
/// Two functions are known to both engines: `database_now()`, the milliseconds since 1970 by the
/// database's clock at this moment, and `database_process()`, what the sessions of this process are
/// called there. What stands in `/*! … */` is for PostgreSQL alone; to SQLite it is a comment. When
/// it ends with `--`, the rest of the line is for SQLite alone.
class database {
public:
    /// What a statement's rows have to be; its error is the piece of work's.
    using row_check = std::function<result<void>(const sql_rows&)>;

    virtual ~database() = default;
    virtual result<sql_rows> query(std::string_view sql, std::span<const sql_value> arguments) = 0;

    result<sql_rows> query(std::string_view sql, std::initializer_list<sql_value> arguments = {}) {
        return query(sql, std::span<const sql_value>(arguments.begin(), arguments.size()));
    }

    /// A statement whose rows nobody waits for, so that an engine across a network need not be
    /// asked one question at a time. It runs before every later statement. An engine that runs it
    /// at once answers its error at once; otherwise the error is that of the next `query` or
    /// `settle`, and of the piece of work.
    virtual result<void> later(
        std::string_view sql, std::span<const sql_value> arguments, const row_check& check
    );
    result<void> later(
        std::string_view sql, std::initializer_list<sql_value> arguments = {},
        const row_check& check = {}
    ) {
        return later(sql, std::span<const sql_value>(arguments.begin(), arguments.size()), check);
    }

    /// Whether other processes write to it too, and can be in each other's way.
    virtual bool is_shared() const { return false; }

    /// Waits for every `later`. The first error, of any statement, since it was last called.
    virtual result<void> settle() { return {}; }
};

}  // namespace aula
