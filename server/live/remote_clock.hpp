#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/clock.hpp"

namespace aula {

/// When it was, by this node's clock, that another one's clock told some time.
///
/// The message that came fastest in the last `timing::clock_window` is taken to have been on its
/// way for no time at all; a message that took longer is older by as much. So no two clocks need to
/// agree. A message that has waited is known to be old: in a queue, on a network that was away, or
/// at a process that was stopped. A clock that is stepped forward is followed at once, and a clock
/// that is set back after two windows. Two clocks drift apart by `timing::clock_drift` in two
/// windows.
class remote_clock {
public:
    /// Never after `arrived`, the time here.
    timestamp here(timestamp there, timestamp arrived);

private:
    std::optional<milliseconds> fastest_, fastest_before_;  ///< In this window, and the last one.
    timestamp begun_{};
};

/// Those of all nodes, by incarnation. Thread-safe. Bound: `clocks_max`, the one that was not heard
/// for the longest time is forgotten first.
class remote_clocks {
public:
    static constexpr std::size_t clocks_max = 256;

    timestamp here(std::int64_t whose, timestamp there, timestamp arrived);

private:
    struct entry {
        remote_clock clock;
        timestamp heard_at;
    };

    std::mutex guard_;
    std::unordered_map<std::int64_t, entry> all_;
};

}  // namespace aula
