#include "cli/migrate.hpp"

#include "store/folder_lock.hpp"
#include "store/postgres/postgres_schema.hpp"
#include "store/sqlite/inspection.hpp"
#include "store/sqlite/sqlite_database.hpp"

namespace aula::cli {
namespace {

/// Sound, and of this version: both sides have the same tables then.
result<std::unique_ptr<sqlite_database>> open_source(const std::filesystem::path& data) {
    const auto report = inspect_sqlite(data, sqlite_check::whole_file);
    if (!report) return report.error();
    if (report->schema != report->schema_known) {
        return error{
            error_code::conflict,
            "the database in " + data.string() +
                " is of an older Aula; start and stop this one on it once, which brings it up to "
                "date"
        };
    }
    return sqlite_database::open(data / "aula.db", sqlite_access::reader);
}

}  // namespace

result<std::vector<moved_table>> migrate_to_postgres(
    const std::filesystem::path& data, const std::string& url,
    std::function<void(const std::string& table, std::int64_t rows)> progress
) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(data, unknown)) {
        return error{error_code::not_found, "there is no data folder " + data.string()};
    }
    const auto lock = folder_lock::take(data);
    if (!lock) return lock.error();
    const auto from = open_source(data);
    if (!from) return from.error();
    const auto to = open_with_schema(url);
    if (!to) return error{to.error().code, "the target: " + to.error().detail};
    return move_everything(
        **from, **to,
        {.source = std::filesystem::absolute(data).lexically_normal().string(),
         .progress = std::move(progress)}
    );
}

}  // namespace aula::cli
