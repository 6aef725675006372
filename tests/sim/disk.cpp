#include "sim/disk.hpp"

#include <string>
#include <utility>

namespace aula::sim {
namespace {

constexpr microseconds usual_read{400};
constexpr microseconds longest_read{15'000};
constexpr microseconds usual_answer{50};
constexpr microseconds longest_answer{2'000};
constexpr std::size_t found_after_all = 300;  // in a thousand

}  // namespace

void virtual_store::submit(kind which, std::unique_ptr<job> work) {
    if (which == kind::read) {
        std::shared_ptr<job> shared = std::move(work);
        const auto time = dice_.delay(usual_read, longest_read);
        time_.after(time, owner::server, {"store, read"}, [this, shared] { look(shared); });
        return;
    }
    waiting_.push_back(std::move(work));
    take();
}

void virtual_store::look(const std::shared_ptr<job>& work) {
    if (disk_.health == disk_health::cannot_be_read) {
        return work->finish(error{error_code::internal, "the disk cannot be read"});
    }
    work->perform(*disk_.db);
    const auto time = dice_.delay(usual_answer, longest_answer);
    time_.after(time, owner::server, {"store, read answered"}, [work] { work->finish({}); });
}

void virtual_store::take() {
    if (std::exchange(is_busy_, true)) return;
    const auto until_taken = dice_.time(microseconds{0}, microseconds{100});
    time_.after(until_taken, owner::server, {"store, take"}, [this] {
        taken_ = std::exchange(waiting_, {});
        const auto time = dice_.delay(disk_.commit_time, disk_.commit_time * 20);
        time_.after(time, owner::server, {"store, commit"}, [this] { commit(); });
    });
}

/// Each piece in a savepoint, as the real store does it.
result<void> virtual_store::perform(jobs& pieces, const char* then) {
    auto& db = *disk_.db;
    (void)db.query("BEGIN IMMEDIATE");
    for (auto& piece : pieces) {
        (void)db.query("SAVEPOINT piece");
        if (!piece->perform(db)) (void)db.query("ROLLBACK TO piece");
        (void)db.query("RELEASE piece");
    }
    const auto done = db.query(then);
    return done ? result<void>{} : result<void>{done.error()};
}

void virtual_store::commit() {
    auto pieces = std::make_shared<jobs>(std::exchange(taken_, {}));
    result<void> how;
    const bool is_failing = disk_.health == disk_health::failing;
    if (is_failing || disk_.health == disk_health::full) {
        (void)perform(*pieces, "ROLLBACK");
        how = {error_code::storage_full, "the disk is full or broken"};
    } else {
        in_doubt_.clear();  // overwritten
        how = perform(*pieces, "COMMIT");
        disk_.committed();
    }
    const bool may_be_found = is_failing && dice_.roll(found_after_all);
    const auto time = dice_.delay(usual_answer, longest_answer);
    time_.after(time, owner::server, {"store, answer", how ? 1 : 0}, [=, this] {
        answer(pieces, how);
        if (may_be_found && in_doubt_.empty()) in_doubt_ = std::move(*pieces);
    });
    is_busy_ = false;
    if (!waiting_.empty()) take();
}

void virtual_store::answer(std::shared_ptr<jobs> pieces, const result<void>& how) {
    for (auto& piece : *pieces) piece->finish(how);
}

void virtual_store::crash() {
    waiting_.clear();
    taken_.clear();
    if (!in_doubt_.empty()) {
        (void)perform(in_doubt_, "COMMIT");
        disk_.committed();
        in_doubt_.clear();
    }
}

}  // namespace aula::sim
