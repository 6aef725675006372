#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/clock.hpp"
#include "net/deadline_spread.hpp"

namespace aula {

/// How long an upload may go on: a start, and more with every byte, so that one that trickles in is
/// not held for hours. The slowest that is taken is a telephone line. Spread from the beginning:
/// the end moves with each byte, and what is left of it at last is too short to be spread.
class upload_pace {
public:
    static constexpr std::size_t bytes_per_second_min = 4 * 1024;

    explicit upload_pace(milliseconds start)
        : until_(std::chrono::steady_clock::now() + start + spread_of(start)) {}

    void moved(std::size_t bytes) {
        until_ += std::chrono::microseconds(bytes * 1'000'000 / bytes_per_second_min);
    }

    milliseconds left() const {
        const auto now = std::chrono::steady_clock::now();
        return std::max(milliseconds{1}, std::chrono::ceil<milliseconds>(until_ - now));
    }

private:
    std::chrono::steady_clock::time_point until_;
};

}  // namespace aula
