#include "rehearse/latencies.hpp"

#include <algorithm>
#include <cmath>

namespace aula::rehearsal {

double latencies::percentile(double share) const {
    if (took_.empty()) return 0;
    auto sorted = took_;
    const auto rank = std::ceil(share * static_cast<double>(sorted.size()));
    const auto at = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
    std::ranges::nth_element(sorted, sorted.begin() + at);
    return sorted[static_cast<std::size_t>(at)];
}

}  // namespace aula::rehearsal
