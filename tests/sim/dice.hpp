#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aula::sim {

/// Time in a simulated world, from its beginning.
using instant = std::chrono::microseconds;
using std::chrono::microseconds;

/// Everything in a world that is left to chance, from one seed: the same numbers in every build.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : next() % bound; }
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::size_t>(most - least + 1)));
    }
    /// True so often in a thousand times.
    bool roll(std::size_t permille) { return below(1000) < permille; }
    microseconds time(microseconds least, microseconds most) {
        return microseconds{between(least.count(), most.count())};
    }
    /// Mostly short, now and then long: what networks and disks do.
    microseconds delay(microseconds usual, microseconds longest) {
        return roll(50) ? time(usual, longest) : time(microseconds{0}, usual);
    }
    template <class Things>
    auto& one_of(Things& things) {
        return things[below(things.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace aula::sim
