#include "store/migrations.hpp"

#include <string>

#include "store/columns.hpp"

namespace aula {
namespace {

result<void> run_script(database& db, std::string_view script) {
    constexpr std::string_view end_of_statement = ";\n";
    while (script.find(end_of_statement) != std::string_view::npos) {
        const auto end = script.find(end_of_statement);
        if (auto done = db.query(script.substr(0, end)); !done) return done.error();
        script.remove_prefix(end + end_of_statement.size());
    }
    return {};
}

result<void> apply_one(database& db, const migration& step, timestamp now) {
    if (auto done = run_script(db, step.sql); !done) return done;
    const auto recorded = db.query(
        "INSERT INTO schema_version(version, name, checksum, applied_at) VALUES(?1, ?2, ?3, ?4)",
        {std::int64_t{step.version}, sql(step.name), sql(step.checksum), sql(now)}
    );
    if (!recorded) return recorded.error();
    return {};
}

}  // namespace

result<int> schema_version(database& db) {
    const auto applied =
        db.query("SELECT version, name, checksum FROM schema_version ORDER BY version");
    if (!applied) return applied.error();
    const auto known = known_migrations();
    for (std::size_t i = 0; i < applied->size(); ++i) {
        const auto& row = (*applied)[i];
        if (i >= known.size()) {
            return error{
                error_code::conflict,
                "a newer Aula wrote it (schema " + std::to_string(applied->back().integer(0)) +
                    ", this one knows " + std::to_string(known.size()) +
                    "); run that version, or restore a backup made by this one"
            };
        }
        if (row.integer(0) != known[i].version || row.text(2) != known[i].checksum) {
            return error{
                error_code::conflict,
                "its schema step " + row.text(1) +
                    " is not the one of this Aula; run the version that made it"
            };
        }
    }
    return static_cast<int>(applied->size());
}

result<void> migrate(database& db, timestamp now) {
    const auto made = db.query(
        "CREATE TABLE IF NOT EXISTS schema_version("
        "version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
        "applied_at BIGINT NOT NULL)"
    );
    if (!made) return made.error();
    const auto version = schema_version(db);
    if (!version) return version.error();
    for (const auto& step : known_migrations().subspan(static_cast<std::size_t>(*version))) {
        if (auto begun = db.query("BEGIN IMMEDIATE"); !begun) return begun.error();
        auto ended = apply_one(db, step, now);
        if (ended) {
            if (auto committed = db.query("COMMIT"); !committed) ended = committed.error();
        }
        if (!ended) {
            // After a full disk SQLite has rolled back already; then this answers an error that
            // says nothing new.
            [[maybe_unused]] const auto rolled_back = db.query("ROLLBACK");
            return error{
                ended.error().code,
                "schema step " + std::string(step.name) + ": " + ended.error().detail
            };
        }
    }
    return {};
}

}  // namespace aula
