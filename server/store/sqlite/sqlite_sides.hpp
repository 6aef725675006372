#pragma once

#include <chrono>
#include <optional>

#include "store/folder_lock.hpp"
#include "store/sides.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "store/sqlite/wal_keeper.hpp"

namespace aula {

/// The store's writing side on one SQLite file: the only connection that writes and checkpoints.
///
/// After a full disk or an I/O error nothing needs repair: what a failed commit has left in the WAL
/// is written over, never believed (docs/decisions/0011-when-the-disk-fails.md). When it goes, the
/// WAL is emptied and the folder let go.
class sqlite_writer final : public writing_side {
public:
    /// The WAL is moved into the database beyond this many pages (4 KiB each), after the answers
    /// have gone out.
    static constexpr int wal_pages_max = 1000;
    /// How often it is tried on a disk that fails.
    static constexpr std::chrono::milliseconds shorten_every{250};

    sqlite_writer(folder_lock lock, std::unique_ptr<sqlite_database> opened);
    ~sqlite_writer() override;

    database& db() override { return *db_; }
    result<void> begin() override;
    result<void> end_piece() override { return db_->settle(); }
    result<void> in_transaction() override;
    result<void> commit() override;
    void roll_back() override;
    bool commit_nothing() override;
    void keep_up(bool is_quiet) override;

private:
    void shorten_wal();

    folder_lock lock_;
    std::unique_ptr<sqlite_database> db_;
    wal_keeper keeper_;
    int shorten_wal_at_ = wal_pages_max;  ///< Pages.
    std::chrono::steady_clock::time_point shorten_again_at_{};
};

/// A reading side with a read-only connection.
class sqlite_reader final : public reading_side {
public:
    explicit sqlite_reader(std::unique_ptr<sqlite_database> opened) : db_(std::move(opened)) {}

    result<database*> begin() override;
    void end() override;

private:
    std::unique_ptr<sqlite_database> db_;
};

}  // namespace aula
