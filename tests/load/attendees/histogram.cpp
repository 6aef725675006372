#include "histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

namespace aula::load {

std::size_t histogram::bucket_of(std::uint64_t value) {
    if (value < (1U << sub_bits)) return value;
    const auto shift = static_cast<std::size_t>(std::bit_width(value)) - sub_bits - 1;
    return (shift << sub_bits) + (value >> shift);
}

std::uint64_t histogram::upper_end(std::size_t bucket) {
    if (bucket < (1U << sub_bits)) return bucket;
    const auto shift = (bucket >> sub_bits) - 1;
    const auto lead = bucket - (shift << sub_bits);
    return ((lead + 1) << shift) - 1;
}

void histogram::add(nanos value) {
    const auto positive = std::max<nanos>(value, 0);
    ++counts_[bucket_of(static_cast<std::uint64_t>(positive))];
    ++count_;
    max_ = std::max(max_, positive);
}

void histogram::merge(const histogram& other) {
    for (std::size_t at = 0; at < buckets; ++at) counts_[at] += other.counts_[at];
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
}

nanos histogram::percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t at = 0; at < buckets; ++at) {
        seen += counts_[at];
        if (seen > 0 && seen >= wanted) return std::min(max_, static_cast<nanos>(upper_end(at)));
    }
    return 0;
}

nlohmann::json figures(const histogram& of) {
    const auto ms = [](nanos value) { return std::round(static_cast<double>(value) / 1e3) / 1e3; };
    return {
        {"count", of.count()},
        {"p50_ms", ms(of.percentile(0.5))},
        {"p90_ms", ms(of.percentile(0.9))},
        {"p99_ms", ms(of.percentile(0.99))},
        {"max_ms", ms(of.max())},
    };
}

}  // namespace aula::load
