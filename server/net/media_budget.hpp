#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "generated/messages.hpp"

namespace aula {

/// How fast media frames may come from one connection: a bucket that fills with time for those that
/// are sent on, and a larger one for all of them.
class media_budget {
public:
    using instant = std::chrono::steady_clock::time_point;
    enum class verdict : std::uint8_t {
        send_on,
        drop,  ///< Faster than any recording.
        flood  ///< So fast that the connection has to end.
    };

    explicit media_budget(instant now) : filled_at_(now) {}

    verdict take(instant now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        filled_at_ = now;
        frames_ = std::min(burst, frames_ + passed.count() * per_second);
        all_ = std::min(flood, all_ + passed.count() * flood);
        if (all_ < 1) return verdict::flood;
        all_ -= 1;
        if (frames_ < 1) return verdict::drop;
        frames_ -= 1;
        return verdict::send_on;
    }

private:
    static constexpr double burst = limits::media_frames_burst;
    static constexpr double per_second = limits::media_frames_per_second;
    static constexpr double flood = limits::media_flood_per_second;

    double frames_ = burst;
    double all_ = flood;
    instant filled_at_;
};

}  // namespace aula
