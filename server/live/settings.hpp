#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "base/clock.hpp"
#include "domain/own_end.hpp"
#include "generated/messages.hpp"

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
    std::array<signal_pace, signal_kinds> signals = signal_paces;
    milliseconds room_idle = std::chrono::minutes{5};  ///< An empty room is unloaded after so long.
    own_end_rule own_end;                              ///< When a session ends that nobody ends.
    std::size_t ring_bytes = 1024 * 1024;     ///< Of each class of viewer, in each audience.
    std::size_t recent_bytes = 256 * 1024;    ///< Kept by the room to prime a new audience.
    std::size_t outcomes_max = 16384;         ///< Decided and waiting to be saved, in one room.
    std::size_t commands_in_flight_max = 32;  ///< Of one connection.
    std::size_t participants_max = 100000;    ///< Connections in one audience.

    /// How often time-outs are looked at: fine enough for the shortest of them.
    milliseconds tick() const {
        auto shortest = std::min({grace, ping, silence, checkpoint});
        for (const auto& each : signals) shortest = std::min(shortest, each.pause);
        return std::clamp(shortest / 8, milliseconds{10}, milliseconds{250});
    }
};

}  // namespace aula
