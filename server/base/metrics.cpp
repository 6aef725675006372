#include "base/metrics.hpp"

#include <algorithm>
#include <utility>

#include "base/metrics_text.hpp"

namespace aula {

histogram_values& histogram_values::operator+=(const histogram_values& other) {
    for (std::size_t index = 0; index < counts.size(); ++index) {
        counts[index] += other.counts[index];
    }
    sum_seconds += other.sum_seconds;
    return *this;
}

void histogram::observe(std::chrono::nanoseconds took) {
    const auto seconds = std::chrono::duration<double>(took).count();
    const auto bucket = std::ranges::lower_bound(histogram_bounds, seconds);
    counts_[static_cast<std::size_t>(bucket - histogram_bounds.begin())].add();
    nanoseconds_.add(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
}

histogram_values histogram::values() const {
    histogram_values read;
    for (std::size_t index = 0; index < counts_.size(); ++index) {
        read.counts[index] = counts_[index].value();
    }
    read.sum_seconds = static_cast<double>(nanoseconds_.value()) / 1e9;
    return read;
}

std::string metrics::text() const {
    metrics_text page;
    for (const auto& each : sources_) each(page);
    return std::move(page).take();
}

}  // namespace aula
