#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "generated/messages.hpp"

namespace aula {

/// How many bytes a WebSocket client may send: a bucket that fills with time. It bounds everything
/// at once: pings, empty continuation frames (Beast counts none of them) and commands. A client
/// that gives commands within its other limits, and gives those again that were refused as too
/// fast, stays below it.
class input_budget {
public:
    using instant = std::chrono::steady_clock::time_point;

    /// For a connection with these rates of commands.
    input_budget(double commands_per_second, double commands_burst)
        : per_second_(std::max<double>(
              limits::input_bytes_per_second, twice * commands_per_second * largest
          )),
          burst_(std::max<double>(limits::input_bytes_burst, twice * commands_burst * largest)),
          left_(burst_) {}

    bool take(std::size_t bytes, instant now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        filled_at_ = now;
        left_ = std::min(burst_, left_ + passed.count() * per_second_);
        left_ -= static_cast<double>(bytes);
        return left_ >= 0;
    }

private:
    static constexpr double twice = 2;  ///< A command, and the same again.
    static constexpr double largest = limits::command_bytes_max;

    double per_second_;
    double burst_;
    double left_;
    instant filled_at_ = instant::clock::now();
};

}  // namespace aula
