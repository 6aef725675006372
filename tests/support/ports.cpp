#include "support/ports.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>
#include <stdexcept>

namespace aula::test {
namespace {

/// The same port of this address stands for the reservation: only one process can listen there.
constexpr const char* reservations = "127.83.0.1";

/// A socket that listens on the port; -1 when somebody else does.
int listen_on(const char* address, std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &at.sin_addr);
    const int yes = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const bool listens = ::bind(made, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
                         ::listen(made, 1) == 0;
    if (listens) return made;
    ::close(made);
    return -1;
}

}  // namespace

std::uint16_t lasting_port() {
    constexpr int tries_max = 500;
    std::random_device random;
    std::uniform_int_distribution<std::uint16_t> any(20'000, 29'999);
    for (int tries = 0; tries < tries_max; ++tries) {
        const auto port = any(random);
        const int reservation = listen_on(reservations, port);  // open until this process ends
        if (reservation < 0) continue;
        const int probe = listen_on("127.0.0.1", port);
        ::close(probe < 0 ? reservation : probe);
        if (probe >= 0) return port;
    }
    throw std::runtime_error("no port between 20000 and 29999 is free");
}

}  // namespace aula::test
