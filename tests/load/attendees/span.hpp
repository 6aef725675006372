#pragma once

#include <nlohmann/json_fwd.hpp>

#include "crowd.hpp"
#include "server_usage.hpp"

namespace aula::load {

/// A stretch of time that is measured: what the server and this program used in it, and what was
/// delivered.
class span {
public:
    span(const crowd& of, pid_t server) : of_(of), server_(server) {}

    void start();
    void stop();
    bool is_started() const { return started_at_ > 0; }

    /// `{seconds, deliveries, deliveries_per_s, us_per_delivery, server, generator_cpu_s}`
    nlohmann::json figures() const;

private:
    const crowd& of_;
    pid_t server_;
    nanos started_at_ = 0, lasted_ = 0;
    nanos own_cpu_ = 0;
    std::uint64_t deliveries_ = 0;
    server_usage before_, after_;
};

/// The largest resident size of the server, looked at ten times a second.
class rss_watch {
public:
    explicit rss_watch(pid_t server) : server_(server) { look(); }
    void look();
    std::int64_t first() const { return first_; }
    std::int64_t last() const { return last_; }
    std::int64_t peak() const { return peak_; }

private:
    pid_t server_;
    nanos next_ = 0;
    std::int64_t first_ = 0, last_ = 0, peak_ = 0;
};

}  // namespace aula::load
