#include "net/caller.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cerrno>

namespace aula {

std::string caller::peer() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address = nullptr;
    if (family() == AF_INET) address = &reinterpret_cast<const sockaddr_in&>(from).sin_addr;
    if (family() == AF_INET6) address = &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;
    if (address == nullptr) return "local";
    return ::inet_ntop(family(), address, text.data(), text.size());
}

std::string caller::network() const {
    if (family() == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(from).sin_addr;
        return {reinterpret_cast<const char*>(&v4), sizeof v4};
    }
    if (family() != AF_INET6) return {};
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;
    const auto* bytes = reinterpret_cast<const char*>(&v6);
    return IN6_IS_ADDR_V4MAPPED(&v6) ? std::string(bytes + 12, 4) : std::string(bytes, 8);
}

caller accept_from(int door) {
    caller who;
    socklen_t size = sizeof who.from;
    auto* from = reinterpret_cast<sockaddr*>(&who.from);
    do {
        who.socket = ::accept4(door, from, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    } while (who.socket < 0 && (errno == EINTR || errno == ECONNABORTED));
    return who;
}

}  // namespace aula
