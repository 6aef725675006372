#pragma once

#include <sys/socket.h>

#include <string>

namespace aula {

/// One that waits at a door, with the address it comes from. The descriptor is -1 when nobody
/// waits, or `errno` says what is wrong.
struct caller {
    int socket = -1;
    sockaddr_storage from{};

    int family() const { return from.ss_family; }
    std::string peer() const;  ///< The address as text.
    /// The bytes of an IPv4 address, or of the /64 of an IPv6 one, through which one person can
    /// walk.
    std::string network() const;
};

/// Takes the next one in; does not wait.
caller accept_from(int door);

}  // namespace aula
