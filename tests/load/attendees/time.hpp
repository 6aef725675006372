#pragma once

#include <chrono>
#include <cstdint>

namespace aula::load {

/// Nanoseconds of CLOCK_MONOTONIC: what every stamp and deadline here is made of.
using nanos = std::int64_t;

constexpr nanos second = 1'000'000'000;

inline nanos now() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

constexpr double in_seconds(nanos time) {
    return static_cast<double>(time) * 1e-9;
}

constexpr nanos of_seconds(double time) {
    return static_cast<nanos>(time * 1e9);
}

}  // namespace aula::load
