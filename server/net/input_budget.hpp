#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace aula {

/// How many bytes a WebSocket client may send: a bucket that fills with time. It bounds everything
/// at once: floods of pings, of empty continuation frames (Beast counts none of them) and of
/// commands.
class input_budget {
public:
    static constexpr double bytes_max = 64 * 1024;
    static constexpr double bytes_per_second = 8 * 1024;

    bool take(std::size_t bytes, std::chrono::steady_clock::time_point now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        filled_at_ = now;
        left_ = std::min(bytes_max, left_ + passed.count() * bytes_per_second);
        left_ -= static_cast<double>(bytes);
        return left_ >= 0;
    }

private:
    double left_ = bytes_max;
    std::chrono::steady_clock::time_point filled_at_ = std::chrono::steady_clock::now();
};

}  // namespace aula
