#pragma once

#include <atomic>
#include <chrono>

namespace aula {

/// Says yes at most once in a while: for a warning about what happens thousands of times a second.
/// Thread-safe.
class occasional {
public:
    using clock = std::chrono::steady_clock;

    occasional() = default;
    explicit occasional(clock::duration pause) : pause_(pause) {}

    bool is_due(clock::time_point now = clock::now()) {
        auto next = next_.load(std::memory_order_relaxed);
        if (now < next) return false;
        return next_.compare_exchange_strong(next, now + pause_, std::memory_order_relaxed);
    }

private:
    const clock::duration pause_ = std::chrono::minutes{1};
    std::atomic<clock::time_point> next_{clock::time_point::min()};
};

}  // namespace aula
