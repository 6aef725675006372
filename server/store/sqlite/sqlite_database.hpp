#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "store/database.hpp"
#include "store/sqlite/sqlite_statement.hpp"

namespace aula {

/// How a connection is opened. Debian's SQLite 3.40.1 can lose commits when two connections write
/// or checkpoint the same WAL, so that a folder has at most one `writer`, and a `reader` never
/// checkpoints, not even when it closes.
enum class sqlite_access { writer, reader };

/// One SQLite connection. Belongs to one thread at a time.
class sqlite_database final : public database {
public:
    /// A writer makes the file when it is missing, and is refused with `storage_full` when it may
    /// not write to it.
    /// `:memory:` gives a database that lives as long as the object.
    static result<std::unique_ptr<sqlite_database>> open(
        const std::filesystem::path& file, sqlite_access access
    );

    using database::query;
    result<sql_rows> query(std::string_view sql, std::span<const sql_value> arguments) override;

    /// False once SQLite has rolled the transaction back by itself, as it does on a full disk.
    bool in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

    /// Pages in the WAL after this connection's last commit.
    int wal_pages() const { return *wal_pages_; }

    /// Moves what the WAL holds into the database file. Only the writer may; `and_truncate` waits
    /// for readers to finish and leaves an empty WAL.
    result<void> checkpoint(bool and_truncate = false);

    /// The same without waiting: `busy` when a reader is in the way.
    result<void> empty_wal();

private:
    struct closer {
        void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    explicit sqlite_database(sqlite3* connection) : connection_(connection) {}
    result<void> become_writer();
    result<void> become_reader();
    result<sqlite_statement*> statement(std::string_view sql);

    std::unique_ptr<sqlite3, closer> connection_;
    std::unique_ptr<int> wal_pages_ = std::make_unique<int>(0);
    /// Statements are literals of the program, so their number is small; the bound is for safety
    /// only.
    std::unordered_map<std::string, sqlite_statement, text_hash, std::equal_to<>> statements_;
};

}  // namespace aula
