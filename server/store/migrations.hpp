#pragma once

#include <span>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// One step of the schema: a file of server/store/migrations, embedded by the build. Once released,
/// a file never changes: its checksum is kept in the databases it was applied to, and a difference
/// is an error.
struct migration {
    int version;                ///< 1, 2, 3 … from the file's name.
    std::string_view name;      ///< `0001_first`.
    std::string_view sql;       ///< Statements, each ending with ';' at the end of a line.
    std::string_view checksum;  ///< SHA-256 of the file, hexadecimal.
};

/// All that this program knows, in order.
std::span<const migration> known_migrations();

/// The version of a database that has been migrated before. Reads only. `conflict` when a newer
/// Aula wrote it, or when a migration was altered after it had been applied; the detail goes on a
/// sentence about the database ("it …").
result<int> schema_version(database& db);

/// Applies what is missing, each step in a transaction of its own.
result<void> migrate(database& db, timestamp now);

}  // namespace aula
