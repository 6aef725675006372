#include "api/rate_limits.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cmath>

namespace aula {

double rate_limit::left_at(const bucket& of, timestamp now) const {
    const auto passed = std::chrono::duration<double>(now - of.as_of).count();
    return std::min(allowed_.burst, of.left + std::max(0.0, passed) * allowed_.per_second);
}

void rate_limit::allow(rate now) {
    const std::lock_guard lock(guard_);
    allowed_ = now;
}

std::chrono::seconds rate_limit::take(const std::string& key, timestamp now, double cost) {
    const std::lock_guard lock(guard_);
    cost = std::min(cost, allowed_.burst);
    if (buckets_.size() >= keys_max && !buckets_.contains(key)) {
        drop_full_ones(now);
        if (buckets_.size() >= keys_max) return std::chrono::seconds(0);
    }
    auto& mine = buckets_.try_emplace(key, bucket{allowed_.burst, now}).first->second;
    mine = {left_at(mine, now), now};
    if (mine.left >= cost) {
        mine.left -= cost;
        return std::chrono::seconds(0);
    }
    const auto wait = std::ceil((cost - mine.left) / allowed_.per_second);
    return std::chrono::seconds(std::max(1L, static_cast<long>(wait)));
}

void rate_limit::drop_full_ones(timestamp now) {
    std::erase_if(buckets_, [&](const auto& one) {
        return left_at(one.second, now) >= allowed_.burst;
    });
}

std::string network_of(std::string_view peer) {
    boost::system::error_code bad;
    const auto address = boost::asio::ip::make_address(std::string(peer), bad);
    if (bad || address.is_v4()) return std::string(peer);
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string();
}

}  // namespace aula
