#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace aula {

/// So many at once, and so many more each second.
struct rate {
    double burst = 1;
    double per_second = 1;
};

/// Token buckets by key: how often one network or one person may do one kind of thing.
///
/// Any thread may ask; a mutex guards a table of at most `keys_max` buckets, and a question holds
/// it for nanoseconds. Buckets that are full again are dropped when the table is; if none is, the
/// newcomer is let through, because a flood from many addresses must not lock everybody out.
class rate_limit {
public:
    static constexpr std::size_t keys_max = 65536;

    explicit rate_limit(rate allowed) : allowed_(allowed) {}

    /// Another rate from now on; nobody gets back what they have taken.
    void allow(rate now);

    /// Takes `cost` from the bucket of `key`; zero if it was there, else how long to wait for it.
    /// What costs more than a full bucket takes a full one.
    std::chrono::seconds take(const std::string& key, timestamp now, double cost = 1);

private:
    struct bucket {
        double left = 0;
        timestamp as_of;
    };
    double left_at(const bucket& of, timestamp now) const;
    void drop_full_ones(timestamp now);

    std::mutex guard_;
    rate allowed_;
    std::unordered_map<std::string, bucket> buckets_;
};

/// What counts as one network: an IPv4 address, or the /64 of an IPv6 address, which one person can
/// walk through.
std::string network_of(std::string_view peer);

}  // namespace aula
