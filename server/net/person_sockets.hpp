#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.hpp"

namespace aula {

/// The connections by which people are in sessions: a person has at most `most`, and with one more
/// another connection of that person ends. It is the connection that has been silent longest, if
/// that is long, because a phone that lost its network leaves dead connections; else the oldest.
///
/// Thread-safe: a shard asks here when somebody comes in and when they go, and holds the lock for a
/// look-up. Bound: one entry a connection.
class person_sockets : public std::enable_shared_from_this<person_sockets> {
public:
    using instant = std::chrono::steady_clock::time_point;
    using ending = std::function<void()>;

    explicit person_sockets(std::size_t most) : most_(most) {}

    /// One connection's entry; it counts until it is destroyed, or has to make room.
    class entry {
    public:
        entry(std::shared_ptr<person_sockets> in, participant_id who, ending end, instant now)
            : in_(std::move(in)), who_(who), end_(std::move(end)), heard_at_(now) {}
        ~entry() { in_->remove(*this); }
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;

        void heard(instant now) { heard_at_.store(now, std::memory_order_relaxed); }

    private:
        friend class person_sockets;
        const std::shared_ptr<person_sockets> in_;
        const participant_id who_;
        const ending end_;
        std::atomic<instant> heard_at_;
    };

    /// `end` is called, once at most and on any thread, when this connection has to make room.
    /// A connection that was not heard since `doubtful_before` makes room first.
    std::unique_ptr<entry> add(
        participant_id who, ending end, instant now, instant doubtful_before
    );

private:
    using entries = std::vector<entry*>;

    static entries::iterator choose(entries& of, instant doubtful_before);
    void remove(const entry& gone);

    const std::size_t most_;
    std::mutex guard_;
    std::unordered_map<participant_id, entries> people_;  ///< The oldest first.
};

}  // namespace aula
