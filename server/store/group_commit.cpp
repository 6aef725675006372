#include "store/group_commit.hpp"

#include <exception>
#include <new>
#include <string>

#include "base/needed_memory.hpp"

namespace aula {

result<bool> performed(store::job& work, database& db) {
    try {
        const refusable_memory alone;
        return work.perform(db);
    } catch (const std::bad_alloc&) {
        return error{error_code::busy, "there was no memory for the work"};
    } catch (const std::exception& thrown) {
        return error{
            error_code::internal, std::string("work in the store threw: ") + thrown.what()
        };
    }
}

bool group_commit::run(std::string_view sql) {
    auto done = on_.db().later(sql);
    if (!done && state_) state_ = done.error();
    return static_cast<bool>(done);
}

void group_commit::add(std::unique_ptr<store::job> work) {
    if (!is_alive() || !run("SAVEPOINT piece")) {
        waiting_.push_back(std::move(work));
        return;
    }
    const auto said = performed(*work, on_.db());
    const auto settled = on_.end_piece();
    const bool is_full = !settled && settled.error().code == error_code::storage_full;
    if (auto still = on_.in_transaction(); !still) {
        state_ = still.error();
    } else if (is_full) {
        state_ = settled.error();  // the neighbours' changes would not find room either
    } else {
        const bool is_kept = said && *said && settled;
        if (!is_kept) run("ROLLBACK TO piece");
        run("RELEASE piece");
    }
    if (!said) return work->finish(said.error());
    if (!settled && is_alive()) return work->finish(settled.error());
    waiting_.push_back(std::move(work));
}

void group_commit::commit() {
    if (is_alive()) {
        if (auto done = on_.commit(); !done) state_ = done.error();
    }
    if (!is_alive()) on_.roll_back();
}

void group_commit::answer() {
    for (auto& work : waiting_) work->finish(state_);
    waiting_.clear();
}

}  // namespace aula
