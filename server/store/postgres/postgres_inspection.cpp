#include "store/postgres/postgres_inspection.hpp"

#include "store/columns.hpp"
#include "store/event_log.hpp"
#include "store/migrations.hpp"
#include "store/postgres/postgres_database.hpp"

namespace aula {
namespace {

/// Any number that nobody else's program takes for the same purpose: "aula" in ASCII.
constexpr std::int64_t schema_lock = 0x61756c61;

result<void> read_server(database& db, postgres_report& into) {
    const auto said = db.query(
        "SELECT current_setting('server_version_num')::bigint, current_setting('server_version'), "
        "current_setting('server_encoding'), pg_database_size(current_database()), "
        "pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean, "
        "current_setting('fsync')::boolean AND current_setting('full_page_writes')::boolean"
    );
    if (!said) return said.error();
    const auto& row = said->front();
    into.server_version = row.integer(0);
    into.server_version_text = row.text(1);
    into.encoding = row.text(2);
    into.database_bytes = row.integer(3);
    into.is_read_only = row.integer(4) != 0;
    into.are_writes_synced = row.integer(5) != 0;
    return {};
}

}  // namespace

result<bool> has_table(database& db, std::string_view name) {
    const auto found = db.query(
        "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?1",
        {sql(name)}
    );
    if (!found) return found.error();
    return found->front().integer(0) > 0;
}

result<bool> has_column(database& db, std::string_view table, std::string_view name) {
    const auto found = db.query(
        "SELECT COUNT(*) FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = ?1 AND column_name = ?2",
        {sql(table), sql(name)}
    );
    if (!found) return found.error();
    return found->front().integer(0) > 0;
}

result<postgres_report> inspect_postgres(database& db) {
    postgres_report report{.schema_known = static_cast<int>(known_migrations().size())};
    if (auto read = read_server(db, report); !read) return read.error();
    if (report.server_version < postgres_version_min) {
        return error{
            error_code::invalid,
            "the database is PostgreSQL " + report.server_version_text + "; Aula needs 13 or newer"
        };
    }
    const auto is_made = has_table(db, "schema_version");
    if (!is_made) return is_made.error();
    if (!*is_made) return report;
    const auto version = schema_version(db);
    if (!version) return error{version.error().code, "the database: " + version.error().detail};
    report.schema = *version;
    if (const auto newest = event_log::newest(db)) report.newest_event = *newest;
    return report;
}

result<postgres_report> inspect_postgres(const std::string& url) {
    const auto db = postgres_database::connect(url);
    if (!db) return error{db.error().code, "the database cannot be reached: " + db.error().detail};
    if (auto whole = check_is_whole(**db); !whole) return whole.error();
    if (auto ours = check_is_ours(**db); !ours) return ours.error();
    return inspect_postgres(**db);
}

result<void> check_is_ours(database& db) {
    const auto found =
        db.query("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()");
    if (!found) return found.error();
    const auto is_made = has_table(db, "schema_version");
    if (!is_made) return is_made.error();
    if (*is_made || found->front().integer(0) == 0) return {};
    return error{
        error_code::conflict,
        "the database holds tables of another program; give Aula one of its own (createdb aula)"
    };
}

result<void> check_is_whole(database& db) {
    const auto is_moving = has_table(db, unfinished_move);
    if (!is_moving) return is_moving.error();
    if (!*is_moving) return {};
    return error{
        error_code::conflict,
        "the database holds half of an installation; finish with aula migrate --from sqlite first"
    };
}

result<void> lock_schema(database& db) {
    const auto taken = db.query("SELECT pg_advisory_lock(?1)", {schema_lock});
    if (taken) return {};
    if (taken.error().code != error_code::busy) return taken.error();
    return error{error_code::busy, "another server is bringing the database up to date; try again"};
}

}  // namespace aula
