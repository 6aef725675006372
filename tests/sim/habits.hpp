#pragma once

#include <cstddef>

#include "live/settings.hpp"
#include "sim/dice.hpp"

namespace aula::sim {

/// What kind of world a seed makes: its size, and how often what happens (in a thousand actions).
/// Each seed leaves some things out, so that the others are not drowned.
struct habits {
    std::size_t shards = 1;
    std::size_t sessions = 1;
    std::size_t people = 4;
    std::size_t staff = 2;
    live_settings settings;
    std::size_t buffer = 16 * 1024;  ///< What the server's kernel takes for one connection.

    std::size_t crash = 0;
    std::size_t crash_after_commit = 0;  ///< In a thousand commits.
    std::size_t restart = 0;
    std::size_t freeze = 0;
    std::size_t disk_trouble = 0;
    std::size_t slow_disk = 0;
    std::size_t network_trouble = 0;
    std::size_t stalls = 0;
    std::size_t rights = 0;
    std::size_t comings = 0;
    std::size_t commands = 600;

    static habits of(dice& by);
};

}  // namespace aula::sim
