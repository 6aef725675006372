#include "store/sqlite/sqlite_statement.hpp"

#include <string>

#include "store/sqlite/sqlite_error.hpp"

namespace aula {
namespace {

/// Binds without copying: the arguments outlive the run, and the bindings are cleared behind it.
struct binder {
    sqlite3_stmt* statement;
    int position;

    int operator()(std::monostate) const { return sqlite3_bind_null(statement, position); }
    int operator()(std::int64_t value) const {
        return sqlite3_bind_int64(statement, position, value);
    }
    int operator()(double value) const { return sqlite3_bind_double(statement, position, value); }
    int operator()(const std::string& value) const {
        return sqlite3_bind_text64(
            statement, position, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8
        );
    }
};

/// Resets on every way out: a statement left in mid-step keeps its transaction open.
struct reset_on_exit {
    sqlite3_stmt* statement;
    ~reset_on_exit() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

std::string in_quotes(sqlite3_stmt* statement) {
    return "'" + std::string(sqlite3_sql(statement)) + "'";
}

}  // namespace

result<sqlite_statement> sqlite_statement::prepare(sqlite3* connection, std::string_view sql) {
    sqlite3_stmt* prepared = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(
        connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &prepared,
        &rest
    );
    sqlite_statement statement(prepared);
    if (code != SQLITE_OK) {
        return sqlite_failure(code, "preparing '" + std::string(sql) + "'", connection);
    }
    const std::string_view behind(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (prepared == nullptr || behind.find_first_not_of(" \n\t;") != std::string_view::npos) {
        return error{error_code::internal, "not exactly one statement: '" + std::string(sql) + "'"};
    }
    return statement;
}

result<void> sqlite_statement::bind(std::span<const sql_value> arguments) {
    const int wanted = sqlite3_bind_parameter_count(statement_.get());
    if (static_cast<std::size_t>(wanted) != arguments.size()) {
        return error{
            error_code::internal, in_quotes(statement_.get()) + " takes " + std::to_string(wanted) +
                                      " arguments, not " + std::to_string(arguments.size())
        };
    }
    for (int position = 1; position <= wanted; ++position) {
        const auto& value = arguments[static_cast<std::size_t>(position - 1)];
        const int code = std::visit(binder{statement_.get(), position}, value);
        if (code != SQLITE_OK) return sqlite_failure(code, "binding an argument", connection());
    }
    return {};
}

sql_row sqlite_statement::current_row() const {
    const int columns = sqlite3_column_count(statement_.get());
    std::vector<sql_value> cells;
    cells.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        switch (sqlite3_column_type(statement_.get(), column)) {
            case SQLITE_NULL:
                cells.emplace_back();
                break;
            case SQLITE_INTEGER:
                cells.emplace_back(std::int64_t{sqlite3_column_int64(statement_.get(), column)});
                break;
            case SQLITE_FLOAT:
                cells.emplace_back(sqlite3_column_double(statement_.get(), column));
                break;
            default: {
                const auto* text =
                    static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
                const auto size = sqlite3_column_bytes(statement_.get(), column);
                cells.emplace_back(
                    size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string()
                );
            }
        }
    }
    return sql_row(std::move(cells));
}

result<sql_rows> sqlite_statement::run(std::span<const sql_value> arguments) {
    const reset_on_exit reset{statement_.get()};
    if (auto bound = bind(arguments); !bound) return bound.error();
    sql_rows rows;
    for (;;) {
        const int code = sqlite3_step(statement_.get());
        if (code == SQLITE_DONE) return rows;
        if (code != SQLITE_ROW) return sqlite_failure(code, "the database", connection());
        rows.push_back(current_row());
    }
}

}  // namespace aula
