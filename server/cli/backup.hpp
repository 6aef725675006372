#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace aula::cli {

/// What a backup holds: written beside it as `backup.json`, and found again by whoever verifies it.
struct backup_facts {
    std::string version;  ///< Of the program that made it.
    timestamp made_at;
    int schema = 0;
    std::map<std::string, std::int64_t> rows;  ///< Of the tables that matter, by their names.
    std::uint64_t files = 0;                   ///< Pages of decks and letters.
    std::uint64_t bytes = 0;                   ///< Of everything, the database too.

    bool operator==(const backup_facts&) const = default;
};

/// A backup is a folder: `aula.db`, `decks/`, `outbox/` and `backup.json`. It appears under its
/// name whole and verified, by one rename after everything is on the disk, or not at all.
///
/// Of a running server too: the database is copied in one read transaction, so that everything
/// acknowledged before the beginning is in it; the decks, which never change, come after it, so
/// that none that the database knows is missing. `to` must not exist yet.
result<backup_facts> make_backup(
    const std::filesystem::path& data, const std::filesystem::path& to, timestamp now
);

/// Looks through the whole backup: the database's pages, its references, its counts and the files.
/// The error says what is wrong with it.
result<backup_facts> verify_backup(const std::filesystem::path& backup);

/// Why there is neither backup nor restore where PostgreSQL keeps the database.
error not_in_the_folder();

/// `aula-20261125T184500Z`: sorts by time.
std::string backup_name(timestamp at);

/// Removes all but the newest `keep` backups of a folder, and nothing else; answers their names.
result<std::vector<std::string>> rotate_backups(
    const std::filesystem::path& folder, std::size_t keep
);

/// What of a data folder is worth keeping, besides the database.
constexpr std::array<const char*, 2> kept_folders{"decks", "outbox"};

}  // namespace aula::cli
