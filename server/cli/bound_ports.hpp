#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "api/server_addresses.hpp"
#include "base/config.hpp"
#include "base/result.hpp"
#include "net/listening_sockets.hpp"

namespace aula::cli {

/// The TCP addresses of a server, taken before its other parts are made: a start that cannot have
/// all of them changes nothing, and every part knows the ports that were bound.
struct bound_ports {
    std::optional<listening_sockets> everybody;  ///< None for a subcommand's own server.
    std::optional<listening_sockets> metrics;    ///< None when metrics are off.

    /// Of `everybody`; 0 without.
    std::uint16_t port() const;
};

/// Takes `server.listen`, with one socket for each shard, and `metrics.listen`. The error names the
/// setting and the address, and the program that has it.
result<bound_ports> bind_ports(const config& with, std::size_t shards);

server_addresses addresses_of(const bound_ports& ports, const config& with);

/// The endpoint that a setting means; `unavailable` with its name and the reason when its host name
/// is not known. The first address counts when a name has several.
result<boost::asio::ip::tcp::endpoint> resolve_listen(
    const std::string& setting, const std::string& listen
);

}  // namespace aula::cli
