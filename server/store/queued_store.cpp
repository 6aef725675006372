#include "store/queued_store.hpp"

#include <chrono>
#include <exception>

#include "base/needed_memory.hpp"
#include "store/group_commit.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

std::int64_t micros_since(steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start)
        .count();
}

/// Nothing can be saved, and not because of the work itself.
bool is_want_of_storage(const result<void>& state) {
    if (state) return false;
    const auto why = state.error().code;
    return why == error_code::storage_full || why == error_code::unavailable;
}

}  // namespace

queued_store::queued_store(store_sides opened) : sides_(std::move(opened)) {
    try {
        for (auto& reader : sides_.readers) {
            readers_.emplace_back([this, side = reader.get()] { read_loop(*side); });
        }
        writer_ = std::thread([this] { write_loop(); });
    } catch (const std::exception&) {  // no thread is left: those that run already must end first
        stop();
        throw;
    }
}

void queued_store::submit(kind which, std::unique_ptr<job> work) {
    auto& queue_of_kind = which == kind::read ? reads_ : writes_;
    const bool is_urgent = which == kind::urgent_write;
    switch (is_urgent ? queue_of_kind.push_urgent(work) : queue_of_kind.push(work)) {
        case queue::pushed::yes:
            return;
        case queue::pushed::full:
            return work->finish(error{error_code::busy, "too much is waiting for the database"});
        case queue::pushed::closed:
            return work->finish(error{error_code::unavailable, "the store is shutting down"});
    }
}

void queued_store::write_loop() {
    const needed_memory whole;  // every piece of work is answered
    auto& writer = *sides_.writer;
    while (!writes_.is_over()) {
        auto first = is_storage_full_ ? writes_.pop_within(probe_every) : writes_.pop();
        const bool is_idle = first == nullptr;
        if (first) commit_from(std::move(first));
        // After the answers, because it takes longer than a commit.
        if (is_storage_full_) {
            if (writer.commit_nothing() && is_idle) is_storage_full_ = false;
        }
        if (!is_storage_full_) writer.keep_up(writes_.size() == 0);
    }
}

void queued_store::commit_from(std::unique_ptr<job> first) {
    const auto start = steady_clock::now();
    group_commit group(*sides_.writer);
    std::size_t jobs = 0;
    for (auto next = std::move(first); next != nullptr;) {
        group.add(std::move(next));
        // A lost transaction takes the queue along, so that nobody waits for a second time-out.
        const bool has_time = steady_clock::now() - start < commit_time_max || !group.is_alive();
        if (++jobs < commit_jobs_max && has_time) next = writes_.try_pop();
    }
    group.commit();

    // Counted before anybody is answered, so that whoever was answered finds itself counted.
    const auto took = micros_since(start);
    last_commit_micros_ = took;
    commit_seconds_.observe(std::chrono::microseconds{took});
    if (took > longest_commit_micros_) longest_commit_micros_ = took;
    written_ += jobs;
    ++(group.is_alive() ? commits_ : failed_commits_);
    is_storage_full_ = is_want_of_storage(group.state());
    group.answer();
}

void queued_store::read_loop(reading_side& from) {
    const needed_memory whole;
    while (auto next = reads_.pop()) {
        const auto begun = from.begin();
        result<void> state = begun ? result<void>() : result<void>(begun.error());
        if (state) {
            if (const auto said = performed(*next, **begun); !said) state = said.error();
            from.end();
        }
        ++reads_done_;
        next->finish(state);
    }
}

void queued_store::stop() {
    if (is_stopped_.exchange(true)) return;
    writes_.close();
    reads_.close();
    if (writer_.joinable()) writer_.join();
    for (auto& reader : readers_) reader.join();
    sides_.readers.clear();
    sides_.writer.reset();
}

store_statistics queued_store::statistics() const {
    return {
        .commits = commits_,
        .failed_commits = failed_commits_,
        .writes = written_,
        .reads = reads_done_,
        .writes_waiting = writes_.size(),
        .reads_waiting = reads_.size(),
        .last_commit = std::chrono::microseconds{last_commit_micros_},
        .longest_commit = std::chrono::microseconds{longest_commit_micros_},
        .commit_seconds = commit_seconds_.values(),
        .is_storage_full = is_storage_full_,
    };
}

}  // namespace aula
