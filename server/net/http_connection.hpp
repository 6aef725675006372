#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "net/doorstep.hpp"
#include "net/net_metrics.hpp"
#include "net/outbox.hpp"
#include "net/parts.hpp"

namespace aula {

/// What is known of a connection before its first byte.
struct http_facts {
    std::string peer;
    bool is_local_operator = false;
    shard* home = nullptr;                 ///< The shard that serves it.
    std::shared_ptr<open_place> place;     ///< Held as long as the connection counts as open.
    std::unique_ptr<doorstep::spot> spot;  ///< Empty where the connection never makes room.
};

/// Serves one accepted connection: TLS handshake, requests one after the other, or the upgrade to a
/// WebSocket.
///
/// Bounds: head 8 KiB (431) and `head_time`; bodies as `http_admission` says, uploads `upload_max`
/// (413); nothing moves for `stall_time`: cut. Of a request that the API refuses by its head
/// nothing more is read. Of a head that two readers could read differently nothing is served (400);
/// see `head_scan` and `objection_to`. So is a target in absolute form: nobody's proxy are we.
boost::asio::awaitable<void> serve_http(
    std::shared_ptr<outbox> out, net_parts& parts, http_facts facts
);

}  // namespace aula
