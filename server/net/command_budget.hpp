#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace aula {

/// How fast commands may come: a bucket that fills with time.
class command_budget {
public:
    using instant = std::chrono::steady_clock::time_point;

    command_budget(double per_second, double burst)
        : per_second_(per_second), burst_(burst), left_(burst), filled_at_(instant::clock::now()) {}

    /// Zero when one more is fine; otherwise how long to wait for it.
    milliseconds take(instant now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        filled_at_ = now;
        left_ = std::min(burst_, left_ + passed.count() * per_second_);
        if (left_ >= 1) {
            left_ -= 1;
            return milliseconds{0};
        }
        return std::chrono::ceil<milliseconds>(
            std::chrono::duration<double>((1 - left_) / per_second_)
        );
    }

    /// Other rates from now on.
    void allow(double per_second, double burst) {
        per_second_ = per_second;
        burst_ = burst;
    }

    bool is_full(instant now) const {
        const std::chrono::duration<double> passed = now - filled_at_;
        return left_ + passed.count() * per_second_ >= burst_;
    }

private:
    double per_second_;
    double burst_;
    double left_;
    instant filled_at_;
};

}  // namespace aula
