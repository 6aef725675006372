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

/// PostgreSQL's alone; see `postgres_writer`.
result<void> make_commit_marks(database& db) {
    const auto is_there = has_table(db, "commit_marks");
    if (!is_there) return is_there.error();
    if (!*is_there) {
        auto made = done(
            db.query("CREATE TABLE commit_marks(writer TEXT PRIMARY KEY, number BIGINT NOT NULL)")
        );
        if (!made) return made;
    }
    const auto is_dated = has_column(db, "commit_marks", "at");
    if (!is_dated || *is_dated) return is_dated ? result<void>() : is_dated.error();
    return done(
        db.query("ALTER TABLE commit_marks ADD COLUMN at BIGINT NOT NULL DEFAULT database_now()")
    );
}

/// Of servers that were killed. A mark is of use for the seconds in which its commit is in doubt,
/// and a writer that has been idle for longer makes its row anew.
void tidy_commit_marks(database& db) {
    (void)db.query("DELETE FROM commit_marks WHERE database_now() - at > 86400000");
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
    if (auto marks = make_commit_marks(db); !marks) return marks;
    if (!report->is_read_only) tidy_commit_marks(db);
    return {};
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
