#pragma once

#include <chrono>
#include <vector>

namespace aula::rehearsal {

/// How long things took, for percentiles at the end.
class latencies {
public:
    void add(std::chrono::steady_clock::duration took) {
        took_.push_back(std::chrono::duration<double, std::milli>(took).count());
    }
    void add(const latencies& others) {
        took_.insert(took_.end(), others.took_.begin(), others.took_.end());
    }

    std::size_t count() const { return took_.size(); }
    /// Milliseconds within which this share (0 to 1) was done; 0 when nothing was measured.
    double percentile(double share) const;

private:
    std::vector<double> took_;
};

}  // namespace aula::rehearsal
