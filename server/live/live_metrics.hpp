#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "base/metrics.hpp"
#include "generated/messages.hpp"

namespace aula {

/// How a session's subscribers on one shard keep up, at one moment.
struct audience_measure {
    std::size_t seated = 0;
    std::size_t listening = 0;    ///< To media frames.
    std::size_t blocked = 0;      ///< Their sockets take nothing more for now.
    std::uint64_t lag_bytes = 0;  ///< Of the one that is furthest behind its ring's end.

    audience_measure& operator+=(const audience_measure& other) {
        seated += other.seated;
        listening += other.listening;
        blocked += other.blocked;
        lag_bytes = std::max(lag_bytes, other.lag_bytes);
        return *this;
    }
};

/// What one shard has counted of its rooms, audiences and connections.
///
/// Written on its shard only, read from any thread. Aligned, so that two shards never write to one
/// cache line.
struct alignas(64) live_metrics {
    // Counted as it happens.
    counter events_shown;      ///< By rooms, once each however many see it.
    counter deliveries;        ///< Times that a subscriber was sent what its ring had for it.
    counter bytes_sent;        ///< Of rings and signals, to all subscribers.
    counter media_taken;       ///< Frames that may be sent on, once each however many listen.
    counter media_dropped;     ///< Frames that may not, or came too fast.
    counter media_skips;       ///< Times that a listener was too far behind.
    counter media_bytes_sent;  ///< To all listeners.
    counter welcomed;          ///< Subscribers that began with a welcome …
    counter resumed;           ///< … and those that went on where they had been.
    std::array<counter, every_refusal.size()> refusals;
    std::array<counter, std::variant_size_v<command>> commands;
    histogram save_seconds;  ///< From a room's batch to its answer from the store.

    // As of the last tick.
    gauge rooms;        ///< That are in memory.
    gauge rooms_owned;  ///< Of those, the ones that are decided here.
    gauge outcomes_waiting;
    gauge people_present;
    gauge audiences;
    gauge seated;
    gauge listening;
    gauge blocked;
    gauge lag_bytes;

    void refused(refusal why) { refusals[static_cast<std::size_t>(why)].add(); }
    void asked(const command& what) { commands[what.index()].add(); }
};

/// All shards' numbers as families.
void report(metrics_text& to, std::span<const live_metrics* const> shards);

}  // namespace aula
