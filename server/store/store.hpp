#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/metrics.hpp"
#include "base/needed_memory.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// What the store has done since it was opened, for metrics and `aula doctor`.
struct store_statistics {
    std::uint64_t commits = 0;
    std::uint64_t failed_commits = 0;
    std::uint64_t writes = 0;  ///< Pieces of writing work, also those that answered an error.
    std::uint64_t reads = 0;
    std::size_t writes_waiting = 0;
    std::size_t reads_waiting = 0;
    std::chrono::microseconds last_commit{0};  ///< From the first piece of work to the answers.
    std::chrono::microseconds longest_commit{0};
    histogram_values commit_seconds;  ///< Of all commits, also of failed ones.
    bool is_storage_full = false;     ///< The last commit failed for want of space, or of the
                                      ///< database; the next one tries again.
};

/// The one door to what is kept: a writing thread that commits everything waiting in one
/// transaction (group commit), and a few reading threads.
///
/// Thread-safe. Work is a function of `database&` that runs on the store's own thread and must
/// touch nothing else; its answer comes back on the asker's executor after the commit, so that
/// whoever sees it may rely on it. Each piece of writing work is atomic: if it answers an error its
/// own changes are rolled back and those of its neighbours stay. Bounds: `write_queue_max` and
/// `read_queue_max` pieces of work; beyond them the answer is `busy`.
/// Stop it before the executors that it answers on are destroyed.
class store {
public:
    static constexpr std::size_t write_queue_max = 65536;
    static constexpr std::size_t read_queue_max = 4096;

    virtual ~store() = default;

    /// Work that answers `result<T>`; `awaitable<result<T>>` for the asker. Name the closure before
    /// `co_await` (rule G12).
    template <class Work>
    auto write(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, database&>> {
        return run(kind::write, std::move(work));
    }
    /// The same ahead of everything that waits, for work that a deadline of others hangs on, such
    /// as a node's beat. At most 64 pieces; beyond them the answer is `busy`.
    template <class Work>
    auto write_first(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, database&>> {
        return run(kind::urgent_write, std::move(work));
    }
    template <class Work>
    auto read(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, database&>> {
        return run(kind::read, std::move(work));
    }

    /// The callback form, for code that cannot suspend: `done(result<T>)` is called on a thread of
    /// the store, after the commit, or at once on the caller's when the answer is `busy` or
    /// `unavailable`; it must only hand the value on (post it to a shard).
    template <class Work, class Done>
    void write_then(Work work, Done done) {
        submit_work(kind::write, std::move(work), std::move(done));
    }
    template <class Work, class Done>
    void write_first_then(Work work, Done done) {
        submit_work(kind::urgent_write, std::move(work), std::move(done));
    }
    template <class Work, class Done>
    void read_then(Work work, Done done) {
        submit_work(kind::read, std::move(work), std::move(done));
    }

    /// Finishes what is queued, checkpoints, joins the threads and lets go of the folder. Later
    /// work is answered `unavailable`.
    virtual void stop() = 0;

    virtual store_statistics statistics() const = 0;

    /// One queued piece of work. `perform` runs on the store's thread and says whether its changes
    /// may be committed; `finish` is called after the commit with success, or with what kept the
    /// transaction from committing.
    struct job {
        virtual ~job() = default;
        virtual bool perform(database& db) = 0;
        virtual void finish(const result<void>& committed) = 0;
    };

protected:
    enum class kind { read, write, urgent_write };
    virtual void submit(kind which, std::unique_ptr<job> work) = 0;

private:
    template <class Work, class Done>
    struct typed_job final : job {
        using answer = std::invoke_result_t<Work&, database&>;
        typed_job(Work w, Done d) : work(std::move(w)), done(std::move(d)) {}
        bool perform(database& db) override {
            said.emplace(work(db));
            return static_cast<bool>(*said);
        }
        void finish(const result<void>& committed) override {
            if (!committed && (!said || *said)) return done(answer(committed.error()));
            done(std::move(*said));
        }
        Work work;
        Done done;
        std::optional<answer> said;
    };

    template <class Work, class Done>
    void submit_work(kind which, Work work, Done done) {
        const needed_memory whole;  // or nobody would ever be answered
        submit(which, std::make_unique<typed_job<Work, Done>>(std::move(work), std::move(done)));
    }

    template <class Work>
    auto run(kind which, Work work)
        -> boost::asio::awaitable<std::invoke_result_t<Work&, database&>> {
        using answer = std::invoke_result_t<Work&, database&>;
        auto start = [this, which](auto handler, Work queued) {
            const needed_memory whole;
            auto executor = boost::asio::get_associated_executor(handler);
            auto done = [which, executor, handler = std::move(handler)](answer said) mutable {
                auto resume = [which, handler = std::move(handler),
                               said = std::move(said)]() mutable {
                    // What is saved may have to be told; what was only read may be refused.
                    std::optional<needed_memory> what_follows;
                    if (which != kind::read) what_follows.emplace();
                    std::move(handler)(std::move(said));
                };
                boost::asio::post(executor, std::move(resume));
            };
            this->submit_work(which, std::move(queued), std::move(done));
        };
        return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(answer)>(
            std::move(start), boost::asio::use_awaitable, std::move(work)
        );
    }
};

}  // namespace aula
