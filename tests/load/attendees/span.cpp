#include "span.hpp"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

namespace aula::load {
namespace {

nanos own_cpu() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * second + used.tv_nsec;
}

}  // namespace

void span::start() {
    before_ = server_usage::of(server_);
    own_cpu_ = own_cpu();
    deliveries_ = of_.in().book.deliveries();
    started_at_ = now();
}

void span::stop() {
    lasted_ = now() - started_at_;
    deliveries_ = of_.in().book.deliveries() - deliveries_;
    own_cpu_ = own_cpu() - own_cpu_;
    after_ = server_usage::of(server_);
}

nlohmann::json span::figures() const {
    const auto server = cpu_between(before_, after_);
    const auto count = static_cast<double>(deliveries_);
    const auto cpu = server.at("cpu_s").get<double>();
    return {
        {"seconds", in_seconds(lasted_)},
        {"deliveries", deliveries_},
        {"deliveries_per_s", lasted_ > 0 ? count / in_seconds(lasted_) : 0},
        {"us_per_delivery", count > 0 ? cpu * 1e6 / count : 0},
        {"server", server},
        {"generator_cpu_s", in_seconds(own_cpu_)},
    };
}

void rss_watch::look() {
    if (now() < next_) return;
    next_ = now() + second / 10;
    last_ = server_usage::rss_of(server_);
    if (first_ == 0) first_ = last_;
    peak_ = std::max(peak_, last_);
}

}  // namespace aula::load
