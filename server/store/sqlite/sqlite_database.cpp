#include "store/sqlite/sqlite_database.hpp"

#include <chrono>

#include "base/clock.hpp"
#include "store/sqlite/sqlite_error.hpp"

namespace aula {
namespace {

constexpr std::size_t statements_max = 512;
/// For another process that has locked the database. A request that comes just after the wait of
/// another has begun waits twice, and is answered `busy` within two seconds all the same.
constexpr int busy_timeout_ms = 800;

int remember_wal_pages(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

void tell_time(sqlite3_context* to, int, sqlite3_value**) {
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    sqlite3_result_int64(to, now.time_since_epoch().count());
}

/// There is only one.
void tell_process(sqlite3_context* to, int, sqlite3_value**) {
    sqlite3_result_text(to, "", 0, SQLITE_STATIC);
}

/// Those that database.hpp promises.
int add_functions(sqlite3* to) {
    const auto add =
        [to](const char* name, void (*answer)(sqlite3_context*, int, sqlite3_value**)) {
            return sqlite3_create_function_v2(
                to, name, 0, SQLITE_UTF8, nullptr, answer, nullptr, nullptr, nullptr
            );
        };
    const int code = add("database_now", tell_time);
    return code == SQLITE_OK ? add("database_process", tell_process) : code;
}

/// WAL and FULL: what is committed survives a power cut. `secure_delete` overwrites deleted people
/// with zeros.
constexpr const char* writer_pragmas[] = {
    "PRAGMA synchronous=FULL",           "PRAGMA foreign_keys=ON",   "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=0",       "PRAGMA cache_size=-16384", "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=16777216"
};
constexpr const char* reader_pragmas[] = {
    "PRAGMA wal_autocheckpoint=0", "PRAGMA temp_store=MEMORY"
};

result<void> use_wal(database& db) {
    const auto mode = db.query("PRAGMA journal_mode=WAL");
    if (!mode) return mode.error();
    const auto& now = mode->front().text(0);
    if (now == "wal" || now == "memory") return {};
    return error{
        error_code::storage_full,
        "the file system cannot hold a write-ahead log (journal mode stays " + now +
            "); use a local disk"
    };
}

}  // namespace

result<std::unique_ptr<sqlite_database>> sqlite_database::open(
    const std::filesystem::path& file, sqlite_access access
) {
    // Each connection is used by one thread at a time, so SQLite needs no mutex of its own.
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (access == sqlite_access::writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                       : SQLITE_OPEN_READONLY);
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
    std::unique_ptr<sqlite_database> opened(new sqlite_database(connection));
    if (code != SQLITE_OK) return sqlite_failure(code, "opening " + file.string(), connection);
    // SQLite falls back silently when the file cannot be written to.
    if (access == sqlite_access::writer && sqlite3_db_readonly(connection, "main") == 1) {
        return error{
            error_code::storage_full, "the database " + file.string() +
                                          " is read-only; give the file and its folder to the user "
                                          "that runs Aula"
        };
    }
    sqlite3_busy_timeout(connection, busy_timeout_ms);
    if (const int added = add_functions(connection); added != SQLITE_OK) {
        return sqlite_failure(added, "preparing " + file.string(), connection);
    }
    auto configured =
        access == sqlite_access::writer ? opened->become_writer() : opened->become_reader();
    if (!configured) return configured.error();
    return opened;
}

result<void> sqlite_database::become_writer() {
    if (auto changed = use_wal(*this); !changed) return changed;
    for (const char* pragma : writer_pragmas) {
        if (auto applied = query(pragma); !applied) return applied.error();
    }
    // After the pragmas: setting wal_autocheckpoint replaces the hook.
    sqlite3_wal_hook(connection_.get(), &remember_wal_pages, wal_pages_.get());
    return {};
}

result<void> sqlite_database::become_reader() {
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    for (const char* pragma : reader_pragmas) {
        if (auto applied = query(pragma); !applied) return applied.error();
    }
    return {};
}

result<sqlite_statement*> sqlite_database::statement(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) return &known->second;
    auto prepared = sqlite_statement::prepare(connection_.get(), sql);
    if (!prepared) return prepared.error();
    if (statements_.size() >= statements_max) statements_.clear();
    return &statements_.emplace(sql, *std::move(prepared)).first->second;
}

result<sql_rows> sqlite_database::query(
    std::string_view sql, std::span<const sql_value> arguments
) {
    auto found = statement(sql);
    if (!found) return found.error();
    return (*found)->run(arguments);
}

result<void> sqlite_database::checkpoint(bool and_truncate) {
    const int how = and_truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, how, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_failure(code, "checkpointing", connection_.get());
    return {};
}

result<void> sqlite_database::empty_wal() {
    sqlite3_busy_timeout(connection_.get(), 0);
    auto done = checkpoint(true);
    sqlite3_busy_timeout(connection_.get(), busy_timeout_ms);
    if (done) *wal_pages_ = 0;
    return done;
}

}  // namespace aula
