#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "store/job_queue.hpp"
#include "store/sides.hpp"
#include "store/store.hpp"

namespace aula {

/// The store on any engine: the queues, one thread with the writing side, and one for each reading
/// side.
///
/// After a failed commit for want of space or of the database the writer tries by itself to commit
/// nothing, every `probe_every` in which nobody else has come with work; `is_storage_full` stays
/// until something was committed. Work that comes meanwhile is tried too, and answered at once.
class queued_store final : public store {
public:
    /// One transaction takes at most this much work, and no new piece of it after this time.
    static constexpr std::size_t commit_jobs_max = 512;
    static constexpr std::chrono::milliseconds commit_time_max{5};
    static constexpr std::chrono::milliseconds probe_every{250};

    explicit queued_store(store_sides opened);
    ~queued_store() override { stop(); }

    void stop() override;
    store_statistics statistics() const override;

private:
    using queue = job_queue<job>;

    void submit(kind which, std::unique_ptr<job> work) override;
    void write_loop();
    void commit_from(std::unique_ptr<job> first);
    void read_loop(reading_side& from);

    store_sides sides_;
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
    std::atomic<bool> is_stopped_{false};
    std::vector<std::thread> readers_;
    std::thread writer_;
};

}  // namespace aula
