#include "store/postgres/postgres_schema.hpp"

#include <chrono>

#include "base/clock.hpp"
#include "store/migrations.hpp"
#include "store/postgres/postgres_inspection.hpp"

namespace aula {
namespace {

using namespace std::chrono_literals;

/// A step of the schema may take its time over a large table.
postgres_times times_of_migrations(postgres_times usual) {
    usual.statement = 10min;
    usual.answer = usual.statement + 10s;
    usual.lock = 30s;
    return usual;
}

result<void> apply_what_is_missing(database& db) {
    if (auto locked = lock_schema(db); !locked) return locked;
    if (auto ours = check_is_ours(db); !ours) return ours;
    const auto report = inspect_postgres(db);
    if (!report) return report.error();
    // A database that can only be read is of use too, when nothing has to be done to it.
    if (report->schema == report->schema_known) return {};
    return migrate(db, std::chrono::floor<milliseconds>(std::chrono::system_clock::now()));
}

}  // namespace

result<std::unique_ptr<postgres_database>> open_with_schema(
    const std::string& url, const postgres_times& usual
) {
    auto db = postgres_database::connect(url, times_of_migrations(usual));
    if (!db) return error{db.error().code, "it cannot be reached: " + db.error().detail};
    if (auto applied = apply_what_is_missing(**db); !applied) return applied.error();
    return db;
}

}  // namespace aula
