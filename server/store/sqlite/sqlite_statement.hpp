#pragma once

#include <sqlite3.h>

#include <memory>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// One prepared statement; finalized with the object. Belongs to the thread of its connection.
class sqlite_statement {
public:
    /// Exactly one statement: text behind the first is an error, because it would silently not run.
    static result<sqlite_statement> prepare(sqlite3* connection, std::string_view sql);

    /// Binds, steps to the end and resets, also after an error, so that no transaction is held
    /// open.
    result<sql_rows> run(std::span<const sql_value> arguments);

private:
    struct finalizer {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    explicit sqlite_statement(sqlite3_stmt* statement) : statement_(statement) {}

    result<void> bind(std::span<const sql_value> arguments);
    sql_row current_row() const;
    sqlite3* connection() const { return sqlite3_db_handle(statement_.get()); }

    std::unique_ptr<sqlite3_stmt, finalizer> statement_;
};

}  // namespace aula
