#include "store/sqlite/inspection.hpp"

#include <sqlite3.h>

#include "store/columns.hpp"
#include "store/event_log.hpp"
#include "store/migrations.hpp"
#include "store/sqlite/sqlite_database.hpp"

namespace aula {
namespace {

constexpr const char* remedy =
    "it is left as it is: copy the folder, then restore the last backup (docs/operating.md)";

error about(const std::filesystem::path& file, const error& found) {
    return {found.code, "the database " + file.string() + " cannot be used: " + found.detail};
}

/// Reading a damaged file fails with SQLITE_CORRUPT or SQLITE_NOTADB, both `internal`.
error with_remedy(const error& found) {
    if (found.code != error_code::internal) return found;
    return {found.code, found.detail + "; " + remedy};
}

result<void> check_tables(database& db) {
    const auto counted = db.query(
        "SELECT SUM(CASE WHEN name = 'schema_version' THEN 1 ELSE 0 END) FROM sqlite_schema"
    );
    if (!counted) return with_remedy(counted.error());
    if (counted->front().integer(0) == 1) return {};
    return error{
        error_code::conflict, "it holds no tables of Aula; move it away, or choose another folder"
    };
}

result<void> check_pages(database& db) {
    const auto found = db.query("PRAGMA quick_check(1)");
    if (!found) return with_remedy(found.error());
    const auto& verdict = found->front().text(0);
    if (verdict == "ok") return {};
    return error{error_code::internal, "it is damaged (" + verdict + "); " + remedy};
}

std::uintmax_t size_of(const std::filesystem::path& file) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    return failed ? 0 : size;
}

}  // namespace

result<sqlite_report> inspect_sqlite(const std::filesystem::path& folder, sqlite_check how) {
    const auto file = folder / "aula.db";
    sqlite_report report{
        .schema_known = static_cast<int>(known_migrations().size()),
        .database_bytes = size_of(file),
        .wal_bytes = size_of(folder / "aula.db-wal"),
        .sqlite_version = sqlite3_libversion(),
    };
    // Both are empty after a crash in the very first moments; then there is nothing to lose.
    if (report.database_bytes == 0 && report.wal_bytes == 0) {
        return error{error_code::not_found, "there is no database in " + folder.string()};
    }
    const auto db = sqlite_database::open(file, sqlite_access::reader);
    if (!db) return about(file, with_remedy(db.error()));
    if (auto ours = check_tables(**db); !ours) return about(file, ours.error());
    const auto version = schema_version(**db);
    if (!version) return about(file, with_remedy(version.error()));
    report.schema = *version;
    if (how == sqlite_check::whole_file) {
        if (auto whole = check_pages(**db); !whole) return about(file, whole.error());
        const auto newest = event_log::newest(**db);
        if (newest) report.newest_event = *newest;
    }
    return report;
}

result<void> backup_sqlite(const std::filesystem::path& folder, const std::filesystem::path& to) {
    const auto file = folder / "aula.db";
    const auto db = sqlite_database::open(file, sqlite_access::reader);
    if (!db) return about(file, db.error());
    const auto copied = (*db)->query("VACUUM INTO ?1", {to.string()});
    if (!copied)
        return error{
            copied.error().code, "backing up to " + to.string() + ": " + copied.error().detail
        };
    return {};
}

}  // namespace aula
