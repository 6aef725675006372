#pragma once

#include <filesystem>

#include "base/clock.hpp"
#include "cli/backup.hpp"

namespace aula::cli {

struct restored {
    backup_facts facts;
    std::filesystem::path aside;  ///< What was in the data folder before; empty when it was empty.
};

enum class over_existing { refuse, move_aside };

/// Puts a backup into a data folder. The backup is verified first, then copied beside its place and
/// verified there, and only then moved in. What was there is moved into `before-restore-…` inside
/// the data folder, or refused. The error `conflict` when a server runs on the folder, or when it
/// is not empty; then nothing has been changed.
result<restored> restore_backup(
    const std::filesystem::path& backup, const std::filesystem::path& data, over_existing what,
    timestamp now
);

}  // namespace aula::cli
