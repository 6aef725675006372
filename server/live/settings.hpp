#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/clock.hpp"
#include "domain/own_end.hpp"

namespace aula {

/// How long, how often and how much in the live engine. The defaults are for a real course; a
/// rehearsal in minutes shortens the times.
struct live_settings {
    milliseconds grace = std::chrono::seconds{15};  ///< A shorter absence is none.
    milliseconds ping =
        std::chrono::seconds{5};  ///< How often everybody is asked for a proof of life.
    milliseconds silence =
        std::chrono::seconds{15};  ///< Nothing heard for so long: the connection is closed.
    milliseconds write_stall =
        std::chrono::seconds{10};  ///< A socket that takes nothing for so long is closed.
    milliseconds checkpoint =
        std::chrono::seconds{30};  ///< How much attendance a crash may cost at most.
    milliseconds head_count =
        std::chrono::seconds{1};            ///< At most one head-count signal in this time.
    std::size_t head_count_people = 20000;  ///< As much longer for each so many people.
    milliseconds heartbeat = std::chrono::seconds{10};  ///< At least one signal in this time.
    milliseconds room_idle = std::chrono::minutes{5};  ///< An empty room is unloaded after so long.
    own_end_rule own_end;                              ///< When a session ends that nobody ends.
    std::size_t ring_bytes = 1024 * 1024;     ///< Of each class of viewer, in each audience.
    std::size_t recent_bytes = 256 * 1024;    ///< Kept by the room to prime a new audience.
    std::size_t outcomes_max = 16384;         ///< Decided and waiting to be saved, in one room.
    std::size_t commands_in_flight_max = 32;  ///< Of one connection.
    std::size_t participants_max = 100000;    ///< Connections in one audience.

    /// At most one head-count signal in this time while so many are present and the number changes.
    /// What the signals of one room cost all servers together is bounded so: `head_count_people`
    /// frames in `head_count`, or everybody one in `heartbeat`.
    milliseconds head_count_pause(std::size_t present) const {
        const auto people = std::max<std::size_t>(head_count_people, 1);
        const auto times = static_cast<milliseconds::rep>(1 + present / people);
        return std::min(head_count * times, std::max(head_count, heartbeat));
    }

    /// How often time-outs are looked at: fine enough for the shortest of them.
    milliseconds tick() const {
        const auto shortest = std::min({grace, ping, silence, checkpoint, head_count});
        return std::clamp(shortest / 8, milliseconds{10}, milliseconds{250});
    }
};

}  // namespace aula
