#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "generated/messages.hpp"

namespace aula {

/// How fast commands may come: a bucket that fills with time. Each command that finds it empty is
/// promised a time of its own, behind those that were refused before it. A client which heeds the
/// times gets everything through at its second try, unless it gives other commands meanwhile.
class command_budget {
public:
    using instant = std::chrono::steady_clock::time_point;

    command_budget(double per_second, double burst)
        : per_second_(per_second), burst_(burst), left_(burst), filled_at_(instant::clock::now()) {}

    /// Zero when one more is fine; otherwise how long to wait for it.
    milliseconds take(instant now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        filled_at_ = now;
        const double filled = passed.count() * per_second_;
        left_ = std::min(burst_, left_ + filled);
        promised_ = std::max(0.0, promised_ - filled);
        if (left_ >= 1) {
            left_ -= 1;
            return milliseconds{0};
        }
        const double wanted = 1 - left_ + promised_;
        promised_ = std::min(promised_ + 1, promised_max);
        return std::chrono::ceil<milliseconds>(std::chrono::duration<double>(wanted / per_second_));
    }

    /// More commands have come too fast than any client leaves unanswered: the times are not
    /// heeded.
    bool is_ignored() const { return promised_ >= promised_max; }

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
    static constexpr double promised_max = limits::too_fast_max;

    double per_second_;
    double burst_;
    double left_;
    double promised_ = 0;  ///< Commands whose promised time has not come.
    instant filled_at_;
};

}  // namespace aula
