#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/store.hpp"

namespace aula {

struct sqlite_settings {
    std::filesystem::path folder;  ///< Holds `aula.db`, its WAL and `aula.lock`.
    int readers = 2;
    /// Looks through the whole database before it is used when it is at most this large (about 0.2
    /// s); a larger one is checked by `aula doctor`, because a restart in mid-lecture must not take
    /// longer.
    std::uintmax_t check_bytes_max = 32 * 1024 * 1024;
};

/// Opens or creates the folder and its database, takes the folder's lock and applies the missing
/// migrations. The error names what is wrong (another server, newer version, read-only, damaged)
/// and the remedy; a database that is refused is untouched.
result<std::unique_ptr<store>> open_sqlite_store(const sqlite_settings& settings);

/// How long anything is waited for. No wait is without an end.
struct postgres_times {
    std::chrono::milliseconds connect{5000};
    std::chrono::milliseconds statement{5000};  ///< One statement, on the server.
    std::chrono::milliseconds lock{2000};       ///< A lock, on the server.
    std::chrono::milliseconds answer{7000};     ///< For an answer; then the connection is given up.
    /// For finding out what became of a commit whose answer was lost.
    std::chrono::milliseconds doubt{5000};
};

struct postgres_settings {
    std::string url;               ///< `postgres://user@host/database?sslmode=verify-full`.
    std::filesystem::path folder;  ///< The data folder: decks, outgoing mail and `aula.lock`.
    int readers = 2;
    postgres_times times;
    std::string node;  ///< Shows in the names of its sessions; see `new_process_name`.
};

/// Connects, takes the data folder's lock and applies the missing migrations, one server at a time.
/// Refuses, with the remedy, a database of something else, of a newer Aula, or one that `aula
/// migrate` has not finished with.
result<std::unique_ptr<store>> open_postgres_store(const postgres_settings& settings);

/// Whichever of the two it is: `url` empty is SQLite in the folder.
struct store_place {
    std::string url;
    std::filesystem::path folder;
    std::string node;  ///< The node's name, when it has one.
};
result<std::unique_ptr<store>> open_store(const store_place& where);

/// Changes nothing and writes all the same: for finding out whether anything can be written. On
/// both engines, in a database with our schema.
inline constexpr const char* write_nothing =
    "UPDATE schema_version SET applied_at = applied_at WHERE version = 1";

}  // namespace aula
