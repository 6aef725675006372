#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/changeable.hpp"
#include "base/clock.hpp"
#include "base/occasional.hpp"
#include "base/server_phase.hpp"
#include "generated/messages.hpp"
#include "live/hall.hpp"
#include "net/doors.hpp"
#include "net/http.hpp"
#include "net/net_metrics.hpp"
#include "net/person_budgets.hpp"
#include "net/person_sockets.hpp"
#include "net/tls.hpp"

namespace aula {

struct net_settings {
    std::vector<std::string> origins;  ///< Exact values of Origin that may open a WebSocket.
    bool is_public_https = false;      ///< A proxy in front of us ends TLS.
    std::filesystem::path temporary;   ///< Where bodies of uploads are gathered.
    changeable<std::size_t> connections_max =
        18000;                               ///< On all shards together; then see `doorstep`.
    std::uint64_t upload_max = 50ULL << 20;  ///< Bytes of a PDF.
    milliseconds head_time = std::chrono::seconds{5};
    milliseconds idle_time = std::chrono::seconds{60};    ///< Between two requests.
    milliseconds stall_time = std::chrono::seconds{10};   ///< Without a byte moved.
    milliseconds json_time = std::chrono::seconds{9};     ///< For a whole JSON body.
    milliseconds message_time = limits::message_time_ms;  ///< For a whole WebSocket message.
    milliseconds hello_time = limits::hello_deadline_ms;  ///< From the upgrade to the hello.
    /// Of one connection, when it opens; a person has twice that in all.
    changeable<double> commands_per_second = limits::commands_per_second;
    changeable<double> commands_burst = limits::commands_burst;
    std::size_t person_sockets_max = limits::person_sockets_max;
    bool is_side_door = false;  ///< No WebSockets, one answer a connection, a port of its own.
};

/// Redeems a ticket for this session and origin; nothing when it is unknown, used, too old or for
/// something else. Thread-safe and quick.
using redeem_ticket = std::function<
    std::optional<viewer>(const std::string& ticket, session_id where, std::string_view origin)>;

/// Asks the server that issued a ticket. False, and no answer, when it was this one; else `then` is
/// called once, on any thread, in a few seconds at the latest.
using redeem_elsewhere = std::function<bool(
    const std::string& ticket, session_id where, std::string_view origin,
    std::function<void(std::optional<viewer>)> then
)>;

/// What every connection needs; outlives all of them.
struct net_parts {
    http_api& api;
    hall& live;
    redeem_ticket redeem;
    net_settings settings;
    redeem_elsewhere redeem_elsewhere = {};  ///< Empty where there is one server alone.
    person_budgets people{settings.commands_per_second, settings.commands_burst};
    std::shared_ptr<person_sockets> sockets =
        std::make_shared<person_sockets>(settings.person_sockets_max);
    aula::doors doors = {};
    std::mutex at_the_limit = {};  ///< For listeners without a free descriptor, and only then.
    std::array<occasional, every_turned_away.size()> warnings = {};  ///< Said by all listeners.
    std::atomic<server_phase> phase{server_phase::serving};  ///< Changed by the application.

    bool is_draining() const { return phase.load() >= server_phase::draining; }
};

}  // namespace aula
