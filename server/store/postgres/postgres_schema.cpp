#include "store/postgres/postgres_schema.hpp"

#include <chrono>

#include "base/clock.hpp"
#include "store/answers.hpp"
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
    if (report->schema < report->schema_known) {
        const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
        if (auto migrated = migrate(db, now); !migrated) return migrated;
    }
    const auto is_marked = has_table(db, "commit_marks");
    if (!is_marked || *is_marked) return is_marked ? result<void>() : is_marked.error();
    // PostgreSQL's alone; see `postgres_writer`.
    return done(
        db.query("CREATE TABLE commit_marks(writer TEXT PRIMARY KEY, number BIGINT NOT NULL)")
    );
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
