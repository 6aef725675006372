#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// What a server and a database look like, for start-up and `aula doctor`.
struct postgres_report {
    std::int64_t server_version = 0;  ///< As PostgreSQL counts: 150020.
    std::string server_version_text;
    std::string encoding;
    int schema = 0;        ///< Version of the schema in it; 0 when there is none yet.
    int schema_known = 0;  ///< Version that this program writes.
    std::int64_t database_bytes = 0;
    bool is_read_only = false;
    bool are_writes_synced = true;               ///< `fsync` and `full_page_writes` are on.
    std::optional<timestamp> newest_event = {};  ///< Once there is one.
};

/// What is older lacks `pg_current_xact_id` (130000).
inline constexpr std::int64_t postgres_version_min = 130000;

/// The table that says that `aula migrate` has begun and not finished.
inline constexpr const char* unfinished_move = "unfinished_move";

/// Looks without changing anything. The error says what is wrong and what to do: unreachable, too
/// old, of a newer Aula.
result<postgres_report> inspect_postgres(const std::string& url);
result<postgres_report> inspect_postgres(database& db);

/// In the schema that is ours.
result<bool> has_table(database& db, std::string_view name);
result<bool> has_column(database& db, std::string_view table, std::string_view name);

/// `conflict` for a database (or schema) that holds something else than Aula's tables, or that
/// `aula migrate` has not finished with.
result<void> check_is_ours(database& db);
result<void> check_is_whole(database& db);

/// For everything that changes the schema or moves into it: one at a time, until `db` is closed.
/// `busy` when somebody else is at it for longer than the lock time-out.
result<void> lock_schema(database& db);

}  // namespace aula
