#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/descriptor.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "live/hall.hpp"
#include "live/shard.hpp"
#include "net/http.hpp"
#include "net/listener.hpp"
#include "net/parts.hpp"

namespace aula {

/// GET /metrics and nothing else.
class metrics_api final : public http_api {
public:
    explicit metrics_api(const metrics& all) : all_(all) {}

    boost::asio::awaitable<http_admission> admit(http_request& request) override;
    boost::asio::awaitable<http_response> respond(http_request& request) override;

private:
    const metrics& all_;
};

/// Where the server's numbers are fetched: an HTTP listener of its own, in plain text, without a
/// login, and therefore for this machine only.
///
/// Runs on a thread of its own, so that a scrape takes nothing from a shard but processor time.
/// Bounds: 8 connections, one answer each; a scraper has five seconds for everything.
class metrics_door {
public:
    metrics_door(const metrics& all, hall& live);
    ~metrics_door() { stop(); }
    metrics_door(const metrics_door&) = delete;
    metrics_door& operator=(const metrics_door&) = delete;

    /// Serves on this listening socket.
    result<void> listen(descriptor socket);
    std::uint16_t port() const { return listener_->port(); }

    void start();
    void stop();

private:
    metrics_api api_;
    net_parts parts_;
    shard home_;
    std::shared_ptr<listener> listener_;
};

}  // namespace aula
