#include "store/sqlite/sqlite_store.hpp"

#include <chrono>
#include <exception>

#include "store/sqlite/wal_keeper.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

/// Runs a piece of work; an exception (out of memory) fails this piece only.
result<bool> performed(auto& work, database& db) {
    try {
        return work.perform(db);
    } catch (const std::exception& thrown) {
        return error{
            error_code::internal, std::string("work in the store threw: ") + thrown.what()
        };
    }
}

std::int64_t micros_since(steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start)
        .count();
}

}  // namespace

/// One group commit: pieces of work one after another, each in a savepoint, then all of them to the
/// disk at once.
struct sqlite_store::transaction {
    sqlite_database& db;
    std::vector<std::unique_ptr<job>> waiting_for_commit{};
    result<void> state{};

    explicit transaction(sqlite_database& on) : db(on) { run("BEGIN IMMEDIATE"); }

    /// False once the transaction is lost: on a full disk SQLite rolls all of it back by itself.
    bool is_alive() const { return static_cast<bool>(state); }

    bool run(std::string_view sql) {
        auto done = db.query(sql);
        if (!done && state) state = done.error();
        return static_cast<bool>(done);
    }

    void add(std::unique_ptr<job> work) {
        if (!is_alive() || !run("SAVEPOINT piece")) {
            waiting_for_commit.push_back(std::move(work));
            return;
        }
        const auto said = performed(*work, db);
        if (!db.in_transaction()) {
            state = error{
                error_code::storage_full,
                "the database gave the transaction up: no space or an I/O error"
            };
        } else if (!said || !*said) {
            run("ROLLBACK TO piece");
            run("RELEASE piece");
        } else {
            run("RELEASE piece");
        }
        if (!said) return work->finish(said.error());
        waiting_for_commit.push_back(std::move(work));
    }

    void commit() {
        if (is_alive()) run("COMMIT");
        if (db.in_transaction()) run("ROLLBACK");
    }

    void answer() {
        for (auto& work : waiting_for_commit) work->finish(state);
    }
};

sqlite_store::sqlite_store(connections opened) : connections_(std::move(opened)) {
    for (auto& reader : connections_.readers) {
        readers_.emplace_back([this, db = reader.get()] { read_loop(*db); });
    }
    writer_ = std::thread([this] { write_loop(); });
}

void sqlite_store::submit(kind which, std::unique_ptr<job> work) {
    auto& queue_of_kind = which == kind::write ? writes_ : reads_;
    switch (queue_of_kind.push(work)) {
        case queue::pushed::yes:
            return;
        case queue::pushed::full:
            return work->finish(error{error_code::busy, "too much is waiting for the database"});
        case queue::pushed::closed:
            return work->finish(error{error_code::unavailable, "the store is shutting down"});
    }
}

void sqlite_store::write_loop() {
    wal_keeper keeper(*connections_.writer, steady_clock::now());
    while (!writes_.is_over()) {
        auto first = is_storage_full_ ? writes_.pop_within(probe_every) : writes_.pop();
        const bool is_idle = first == nullptr;
        if (first) commit_from(std::move(first));
        // After the answers, because it takes longer than a commit.
        if (is_storage_full_) {
            if (commit_nothing() && is_idle) is_storage_full_ = false;
        } else if (connections_.writer->wal_pages() > shorten_wal_at_) {
            shorten_wal();
        }
        if (!is_storage_full_) keeper.after_commit(writes_.size() == 0, steady_clock::now());
    }
}

/// Whether the disk takes it. Done after every failed commit too, because it writes over what that
/// has left in the WAL: after a kill it would be found there, whole but for the sync, and count
/// although it was refused.
bool sqlite_store::commit_nothing() {
    if (const auto now = steady_clock::now(); now >= shorten_again_at_) {
        shorten_again_at_ = now + probe_every;
        shorten_wal();  // on a full disk the WAL's own space may be enough to go on with
    }
    transaction nothing(*connections_.writer);
    nothing.run("PRAGMA user_version=0");
    nothing.commit();
    return nothing.is_alive();
}

/// A failure leaves the WAL as it is; while the disk is well it is not tried again before the WAL
/// has grown as much again.
void sqlite_store::shorten_wal() {
    const auto done = connections_.writer->checkpoint();
    shorten_wal_at_ = done ? wal_pages_max : connections_.writer->wal_pages() + wal_pages_max;
}

void sqlite_store::commit_from(std::unique_ptr<job> first) {
    const auto start = steady_clock::now();
    transaction group(*connections_.writer);
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
    is_storage_full_ = !group.is_alive() && group.state.error().code == error_code::storage_full;
    group.answer();
}

void sqlite_store::read_loop(database& db) {
    while (auto next = reads_.pop()) {
        // All statements of one piece of reading see the same instant.
        const auto begun = db.query("BEGIN");
        result<void> state = begun ? result<void>() : result<void>(begun.error());
        if (state) {
            if (const auto said = performed(*next, db); !said) state = said.error();
            [[maybe_unused]] const auto ended = db.query("COMMIT");
        }
        ++reads_done_;
        next->finish(state);
    }
}

void sqlite_store::stop() {
    if (is_stopped_.exchange(true)) return;
    writes_.close();
    reads_.close();
    writer_.join();
    for (auto& reader : readers_) reader.join();
    connections_.readers.clear();
    [[maybe_unused]] const auto done = connections_.writer->checkpoint(true);
    connections_.writer.reset();
    connections_.lock.reset();
}

store_statistics sqlite_store::statistics() const {
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
