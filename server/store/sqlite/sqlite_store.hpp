#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "store/sqlite/folder_lock.hpp"
#include "store/sqlite/job_queue.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "store/store.hpp"

namespace aula {

/// The store on one SQLite file. One thread owns the only connection that writes and checkpoints;
/// every reader thread has a read-only connection.
///
/// After a full disk or an I/O error the writer tries by itself to commit nothing, every
/// `probe_every` in which nobody else has come with work; `is_storage_full` stays until something
/// was committed. Work that comes meanwhile is tried too,
/// and answered at once. Nothing needs repair: what a failed commit has left in the WAL is written
/// over, never believed (docs/decisions/0011-when-the-disk-fails.md).
class sqlite_store final : public store {
public:
    /// One transaction takes at most this much work, and no new piece of it after this time.
    static constexpr std::size_t commit_jobs_max = 512;
    static constexpr std::chrono::milliseconds commit_time_max{5};
    /// The WAL is moved into the database beyond this many pages (4 KiB each), after the answers
    /// have gone out.
    static constexpr int wal_pages_max = 1000;
    static constexpr std::chrono::milliseconds probe_every{250};

    struct connections {
        std::optional<folder_lock> lock;
        std::unique_ptr<sqlite_database> writer;
        std::vector<std::unique_ptr<sqlite_database>> readers;
    };
    explicit sqlite_store(connections opened);
    ~sqlite_store() override { stop(); }

    void stop() override;
    store_statistics statistics() const override;

private:
    using queue = job_queue<job>;
    struct transaction;

    void submit(kind which, std::unique_ptr<job> work) override;
    void write_loop();
    void commit_from(std::unique_ptr<job> first);
    bool commit_nothing();
    void shorten_wal();
    void read_loop(database& db);

    connections connections_;
    queue writes_{write_queue_max};
    queue reads_{read_queue_max};
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> written_{0};
    std::atomic<std::uint64_t> failed_commits_{0};
    std::atomic<std::uint64_t> reads_done_{0};
    std::atomic<std::int64_t> last_commit_micros_{0};
    std::atomic<std::int64_t> longest_commit_micros_{0};
    histogram commit_seconds_;
    std::atomic<bool> is_storage_full_{false};
    int shorten_wal_at_ = wal_pages_max;  ///< Pages; the writer's own, as the next.
    std::chrono::steady_clock::time_point shorten_again_at_{};
    std::atomic<bool> is_stopped_{false};
    std::vector<std::thread> readers_;
    std::thread writer_;
};

}  // namespace aula
