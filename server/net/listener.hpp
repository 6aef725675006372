#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "live/shard.hpp"
#include "net/doorstep.hpp"
#include "net/net_metrics.hpp"
#include "net/parts.hpp"
#include "net/reserve_descriptor.hpp"
#include "net/transport.hpp"

namespace aula {

struct caller;

/// Accepts connections on one shard, from a socket of its own: see `listening_sockets`.
///
/// Lives on: its shard. Bound: `connections_max` over all listeners, counted together; beyond it,
/// or without a file descriptor, whoever stands longest on the doorstep makes room, and when nobody
/// stands there the newcomer is closed at once. What is needed to accept and close is one
/// descriptor that is kept for that; the operator's socket and a side door serve by way of it
/// instead. Without memory accepting pauses for a moment. Each of these is counted, and said at
/// most once a minute.
class listener : public std::enable_shared_from_this<listener> {
public:
    listener(shard& home, net_parts& parts, std::shared_ptr<std::atomic<std::size_t>> open);

    /// Accepts from this listening socket, with TLS if there is a context.
    result<void> serve_tcp(descriptor socket, tls_context tls);
    /// The operator's socket: mode 0600, whoever can open it may do everything.
    result<void> listen_local(const std::filesystem::path& at);

    std::uint16_t port() const { return port_; }
    const net_metrics& counts() const { return *counts_; }  ///< From any thread.
    void use(tls_context tls);                              ///< From any thread.
    void stop();                                            ///< From any thread.

private:
    enum class batch : std::uint8_t { more, stuck };
    template <class Acceptor>
    void wait_at(std::shared_ptr<Acceptor> door, bool is_operator);
    batch take_in(int door, bool is_operator) noexcept;
    batch accept_batch(int door, bool is_operator);
    bool accept_at_the_limit(int door, bool is_operator);
    void serve(const caller& who, bool is_operator);
    bool is_full() const;
    bool must_wait(bool is_operator);
    void make_room_for_others();
    bool make_room(turned_away why) noexcept;
    void turn_away(turned_away why) noexcept;

    shard& home_;
    net_parts& parts_;
    std::shared_ptr<std::atomic<std::size_t>> open_;
    std::shared_ptr<net_metrics> counts_;
    std::shared_ptr<doorstep> doorstep_;
    reserve_descriptor reserve_;
    tls_context tls_;
    std::uint16_t port_ = 0;
    template <class Protocol>
    using door = boost::asio::basic_socket_acceptor<Protocol, shard_executor>;
    std::shared_ptr<door<boost::asio::ip::tcp>> tcp_;
    std::shared_ptr<door<boost::asio::local::stream_protocol>> local_;
};

}  // namespace aula
