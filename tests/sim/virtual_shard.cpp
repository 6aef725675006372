#include "sim/virtual_shard.hpp"

#include <algorithm>
#include <utility>

namespace aula::sim {
namespace {

constexpr microseconds usual_hop{300};
constexpr microseconds longest_hop{20'000};

}  // namespace

void virtual_shard::post(work what) {
    const auto from = running_.who;
    auto& last = last_[from];
    last = std::max(last, time_.now() + dice_.delay(usual_hop, longest_hop));
    const label called{
        "shard, message from", static_cast<std::int64_t>(index()), static_cast<std::int64_t>(from)
    };
    time_.at(last, owner::server, called, [this, what = std::move(what)] { run(what); });
}

void virtual_shard::after(milliseconds time, work what) {
    const label called{"shard, timer", static_cast<std::int64_t>(index())};
    time_.after(time, owner::server, called, [this, what = std::move(what)] { run(what); });
}

}  // namespace aula::sim
