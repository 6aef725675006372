#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace aula {

/// What a data folder's database looks like from outside, for start-up and `aula doctor`.
struct sqlite_report {
    int schema = 0;        ///< Version of the schema in the file.
    int schema_known = 0;  ///< Version that this program writes.
    std::uintmax_t database_bytes = 0;
    std::uintmax_t wal_bytes = 0;
    std::string sqlite_version;
    std::optional<timestamp> newest_event;  ///< With `whole_file`, and once there is one.
};

enum class sqlite_check { schema_only, whole_file };

/// Looks without changing a byte of the database, also while a server runs on it. The error says
/// what is wrong and what to do: damaged, from a newer Aula, not an Aula database, not readable.
/// `not_found` when there is none yet.
result<sqlite_report> inspect_sqlite(const std::filesystem::path& folder, sqlite_check how);

/// Writes a consistent copy of a folder's database to a new file, also while a server runs on it.
result<void> backup_sqlite(const std::filesystem::path& folder, const std::filesystem::path& to);

}  // namespace aula
