#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace aula {

/// Listening TCP sockets that share one address, one for each shard; the kernel spreads new
/// connections over them.
///
/// The address belongs to this server alone. Sockets of one account share an address as soon as all
/// of them have SO_REUSEPORT, whatever program they belong to. So the first socket binds and
/// listens without the option, which fails while any other socket listens there, and only then gets
/// it for the sockets that follow. A server that starts later fails at its own first socket.
class listening_sockets {
public:
    /// Opens `count` sockets on `at`, all or none; a port of 0 takes any free port. Waits a
    /// fifth of a second for an address that is in use. The error names the address, the program
    /// that has it and `setting`, where another address can be chosen.
    static result<listening_sockets> open(
        const std::string& setting, const boost::asio::ip::tcp::endpoint& at, std::size_t count = 1
    );

    /// As bound.
    const boost::asio::ip::tcp::endpoint& address() const { return address_; }

    /// Hands out one of the sockets; none is left after `count` of them.
    descriptor take();

private:
    listening_sockets() = default;

    boost::asio::ip::tcp::endpoint address_;
    std::vector<descriptor> sockets_;
};

/// Where this socket is bound.
boost::asio::ip::tcp::endpoint endpoint_of(int socket);

/// `127.0.0.1:8080`, `[::1]:8080`.
std::string text_of(const boost::asio::ip::tcp::endpoint& at);

}  // namespace aula
