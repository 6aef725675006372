#pragma once

#include <chrono>

#include "store/sqlite/sqlite_database.hpp"

namespace aula {

/// Empties the write-ahead log every hour, so that its file does not stay as large as the busiest
/// hour made it and a restart finds nothing to replay. (The store shortens it whenever it is long.)
///
/// Lives on the store's writing thread and works on its connection, the only one that writes and
/// checkpoints: SQLite 3.40.1 can lose commits when two connections checkpoint the same log. For
/// the same reason this is no job for a timer or for a subcommand. Never waits for a reader: one
/// that is in the way (a backup) makes it try again a minute later.
class wal_keeper {
public:
    using instant = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::minutes empty_every{60};
    static constexpr std::chrono::minutes again_after{1};
    /// How long a quiet moment is waited for.
    static constexpr std::chrono::minutes patience{10};

    wal_keeper(sqlite_database& writer, instant now) : writer_(writer), due_(now + empty_every) {}

    /// After a commit's answers have gone out, because a checkpoint takes longer than a commit.
    /// `is_quiet`: nothing else waits to be written.
    void after_commit(bool is_quiet, instant now);

private:
    sqlite_database& writer_;
    instant due_;
};

}  // namespace aula
