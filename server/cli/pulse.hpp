#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/occasional.hpp"
#include "live/shard.hpp"
#include "store/store.hpp"

namespace aula::cli {

/// Whether the server's threads still answer: every shard's loop and the store's writer and readers
/// are asked again and again, each by a piece of work in its own queue.
///
/// A thread of its own. It also says when memory was refused, at most once a minute. At most one
/// question to each is under way, so that nothing piles up where nobody answers. Who has not
/// answered for `rounds_max` rounds counts as stuck. Rounds are counted, not time: a process that
/// was stopped for an hour and goes on is not stuck.
class pulse {
public:
    static constexpr milliseconds round_time{1000};
    static constexpr std::uint64_t rounds_max = 5;
    /// The store is asked more rarely: each question is a transaction among the others.
    static constexpr std::uint64_t store_every = 5;

    /// `on_beat` is called after each round in which everybody is alive; for the service manager.
    pulse(
        shard_set& shards, store& kept, std::function<void()> on_beat,
        milliseconds between = round_time
    );
    ~pulse() { stop(); }
    pulse(const pulse&) = delete;
    pulse& operator=(const pulse&) = delete;

    /// Who does not answer: `shard 1`, `store writer`; empty when everybody does. From any thread.
    std::string stuck() const;

    /// No more questions. To be called before the shards and the store are stopped.
    void stop();

private:
    /// One that is asked; outlives its last answer.
    struct organ {
        std::string name;
        std::function<void(std::function<void()> answer)> ask;
        std::shared_ptr<std::atomic<bool>> is_asked = std::make_shared<std::atomic<bool>>(false);
        std::uint64_t every = 1;  ///< Rounds from one question to the next.
        std::uint64_t missed = 0;
        std::atomic<bool> is_stuck{false};
    };

    void run();
    void round();
    void note_refusals();
    void ask(organ& one);
    void ask_writer(std::function<void()> answer);

    store& store_;
    const std::function<void()> on_beat_;
    const milliseconds between_;
    std::deque<organ> organs_;
    std::uint64_t rounds_ = 0;
    std::uint64_t refusals_ = 0;  ///< Of memory, of which the log has told.
    occasional memory_warning_;
    std::mutex mutex_;  ///< Guards the flag.
    std::condition_variable wake_;
    bool is_stopped_ = false;
    std::thread thread_;
};

}  // namespace aula::cli
