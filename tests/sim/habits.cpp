#include "sim/habits.hpp"

namespace aula::sim {
namespace {

/// A tenth of the usual times, so that a minute has everything in it.
live_settings quick_settings(dice& by) {
    live_settings quick;
    quick.grace = milliseconds{1'500};
    quick.ping = milliseconds{800};
    quick.silence = milliseconds{1'500};
    quick.write_stall = milliseconds{2'000};
    quick.checkpoint = milliseconds{3'000};
    auto& heads = quick.signals[signal_slot<head_count>];
    heads.pause = milliseconds{800};
    heads.heartbeat = milliseconds{1'000};
    quick.room_idle = milliseconds{by.roll(500) ? 3'000 : 30'000};
    quick.ring_bytes = by.roll(500) ? 4096 : 64 * 1024;
    quick.recent_bytes = by.roll(500) ? 700 : 16 * 1024;
    quick.commands_in_flight_max = by.roll(200) ? 2 : 32;
    quick.outcomes_max = by.roll(100) ? 8 : 1024;
    return quick;
}

}  // namespace

habits habits::of(dice& by) {
    habits made;
    const auto maybe = [&by](std::size_t least, std::size_t most) {
        return by.roll(600) ? static_cast<std::size_t>(by.between(
                                  static_cast<std::int64_t>(least), static_cast<std::int64_t>(most)
                              ))
                            : 0;
    };
    made.shards = 1 + by.below(3);
    made.sessions = 1 + by.below(2);
    made.people = 3 + by.below(4);
    made.staff = 1 + by.below(2);
    made.settings = quick_settings(by);
    made.buffer = by.roll(500) ? 1'200 : 16 * 1024;
    made.crash = maybe(2, 8);
    made.crash_after_commit = maybe(2, 10);
    made.restart = maybe(1, 4);
    made.freeze = maybe(1, 5);
    made.disk_trouble = maybe(3, 15);
    made.slow_disk = maybe(3, 10);
    made.network_trouble = maybe(10, 80);
    made.stalls = maybe(5, 60);
    made.rights = maybe(5, 40);
    made.comings = maybe(5, 40);
    return made;
}

}  // namespace aula::sim
