#pragma once

#include <cstdint>

#include "sim/world.hpp"

namespace aula::sim {

/// Which worlds to run.
struct order {
    std::uint64_t from = 1;
    std::uint64_t seeds = 200;
    std::uint64_t minutes = 0;    ///< Of real time; more than 0 goes on until it is over.
    std::uint64_t steps = 4'000;  ///< Of trouble, before peace is made.
    bool is_one = false;          ///< Says more about it.
    bool prints_steps = false;
};

extern const char* const usage;

/// One world. A seed that aborts or trips a sanitizer says which it was.
outcome run_seed(std::uint64_t seed, std::uint64_t steps, bool prints_steps = false);

/// All that are ordered, up to the first that breaks a promise; prints what came of it. False when
/// one broke.
bool run(const order& wanted);

}  // namespace aula::sim
