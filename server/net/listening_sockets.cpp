#include "net/listening_sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <random>
#include <sstream>
#include <system_error>
#include <thread>

#include "net/port_holder.hpp"

namespace aula {
namespace {

using boost::asio::ip::tcp;
using std::chrono::steady_clock;

constexpr int backlog = 4096;

/// A reader that stalls must not hide behind megabytes of kernel buffer.
constexpr int kernel_unsent_max = 32 * 1024;

/// Two servers that start at the same moment can refuse each other: the kernel announces a listener
/// before it checks it against the other. Each tries again after a random pause, and one of them
/// wins.
constexpr std::chrono::milliseconds contention_max{200};

void set_option(int socket, int level, int option, int value) {
    ::setsockopt(socket, level, option, &value, sizeof value);
}

/// Accepted sockets inherit these.
void tune(int socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    // A packet lost twice in a bad network waits as long again, not twice as long.
    set_option(socket, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, 1);
    set_option(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kernel_unsent_max);
}

/// A socket that listens, or `errno` of the step that failed.
struct attempt {
    descriptor socket;
    int failed = 0;
};

attempt listen_once(const tcp::endpoint& at, bool is_shared) {
    const int kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    descriptor made(::socket(at.protocol().family(), kind, IPPROTO_TCP));
    if (!made) return {descriptor(), errno};
    // Connections of a server that has just ended do not hold the address; listeners still do.
    set_option(made.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (is_shared) set_option(made.get(), SOL_SOCKET, SO_REUSEPORT, 1);
    tune(made.get());
    const bool listens = ::bind(made.get(), at.data(), static_cast<socklen_t>(at.size())) == 0 &&
                         ::listen(made.get(), backlog) == 0;
    return {std::move(made), listens ? 0 : errno};
}

attempt listen_patiently(const tcp::endpoint& at, bool is_shared) {
    std::minstd_rand random(std::random_device{}());
    std::uniform_int_distribution<int> pause_ms(1, 8);
    const auto until = steady_clock::now() + contention_max;
    for (;;) {
        auto made = listen_once(at, is_shared);
        if (made.failed != EADDRINUSE || steady_clock::now() >= until) return made;
        std::this_thread::sleep_for(std::chrono::milliseconds{pause_ms(random)});
    }
}

std::string in_use(const std::string& setting, const tcp::endpoint& at) {
    const auto holder = find_port_holder(at);
    const auto address = text_of(at) + " is in use by ";
    if (holder && holder->is_this_process()) {
        return address + "this server itself; " + setting + " needs an address of its own";
    }
    return address + (holder ? holder->text() : "another program") +
           "; stop it first, or choose another address (" + setting + ")";
}

error cannot_listen(const std::string& setting, const tcp::endpoint& at, int why) {
    constexpr unsigned privileged_below = 1024;
    if (why == EADDRINUSE) return {error_code::conflict, in_use(setting, at)};
    auto detail = "Cannot listen on " + text_of(at) + ": " + std::generic_category().message(why);
    if (why == EADDRNOTAVAIL) {
        detail += "; choose an address that this machine has (" + setting + ")";
    } else if (why == EACCES && at.port() < privileged_below) {
        detail +=
            "; ports below 1024 need CAP_NET_BIND_SERVICE, or choose another (" + setting + ")";
    }
    return {error_code::unavailable, std::move(detail)};
}

}  // namespace

result<listening_sockets> listening_sockets::open(
    const std::string& setting, const tcp::endpoint& at, std::size_t count
) {
    listening_sockets all;
    all.address_ = at;
    for (std::size_t number = 0; number < count; ++number) {
        const bool is_first = number == 0;
        auto made = listen_patiently(all.address_, !is_first);
        if (made.failed != 0) return cannot_listen(setting, all.address_, made.failed);
        if (is_first) all.address_ = endpoint_of(made.socket.get());
        if (is_first && count > 1) set_option(made.socket.get(), SOL_SOCKET, SO_REUSEPORT, 1);
        all.sockets_.push_back(std::move(made.socket));
    }
    return all;
}

descriptor listening_sockets::take() {
    if (sockets_.empty()) return descriptor();
    auto taken = std::move(sockets_.back());
    sockets_.pop_back();
    return taken;
}

tcp::endpoint endpoint_of(int socket) {
    tcp::endpoint at;
    auto size = static_cast<socklen_t>(at.capacity());
    if (::getsockname(socket, at.data(), &size) == 0) at.resize(size);
    return at;
}

std::string text_of(const tcp::endpoint& at) {
    std::ostringstream text;
    text << at;
    return text.str();
}

}  // namespace aula
