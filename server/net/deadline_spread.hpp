#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace aula {

/// What a time limit is lengthened by: between nothing and an eighth of it, at most `spread_max`.
/// Attackers who came together would otherwise be cut in one turn of the loop, and everybody else
/// would wait for that. Multiples of the golden ratio, modulo one, fill the range evenly (Knuth,
/// The Art of Computer Programming 3, 6.4).
inline milliseconds spread_of(milliseconds limit) {
    constexpr milliseconds spread_max{600};
    static thread_local std::uint32_t part = 0;
    part += 0x9e3779b9;
    return std::min(limit / 8, spread_max) * (part >> 16U) / 0x10000;
}

}  // namespace aula
