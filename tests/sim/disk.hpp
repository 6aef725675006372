#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "sim/timeline.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "store/store.hpp"

namespace aula::sim {

/// How the disk behaves at present.
enum class disk_health : std::uint8_t {
    good,
    full,           ///< Every commit fails.
    failing,        ///< So does it now, but what was written may be found after a crash.
    cannot_be_read  ///< Every read fails.
};

/// What survives a crash: a database in memory with the real schema, and how well it works.
struct disk {
    std::unique_ptr<sqlite_database> db;
    disk_health health = disk_health::good;
    microseconds commit_time{300};
    std::function<void()> committed = [] {};  ///< Called right after each commit.
};

/// The store of one simulated server: the real statements on a simulated disk. Commits take
/// virtual time, and taking, committing and answering are three steps, so that a crash can come
/// between any two.
class virtual_store final : public store {
public:
    virtual_store(disk& on, timeline& in, dice& by) : disk_(on), time_(in), dice_(by) {}

    void stop() override {}
    store_statistics statistics() const override { return {}; }

    /// The process is gone: nobody gets an answer. What a failing disk had written after all is
    /// there when somebody looks again.
    void crash();

private:
    using jobs = std::vector<std::unique_ptr<job>>;

    void submit(kind which, std::unique_ptr<job> work) override;
    void look(const std::shared_ptr<job>& work);
    void take();
    void commit();
    result<void> perform(jobs& pieces, const char* then);
    void answer(std::shared_ptr<jobs> pieces, const result<void>& how);

    disk& disk_;
    timeline& time_;
    dice& dice_;
    jobs waiting_;
    jobs taken_;
    jobs in_doubt_;  ///< Answered as failed; the disk may hold them.
    bool is_busy_ = false;
};

}  // namespace aula::sim
