#include "wire.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace aula::load {
namespace {

constexpr std::size_t ports_per_address = 25'000;
constexpr std::uint32_t first_source = 0x7f000002;  // 127.0.0.2

void set(int descriptor, int level, int option, int value) {
    ::setsockopt(descriptor, level, option, &value, sizeof value);
}

void tune(int descriptor) {
    set(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    const linger reset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

/// No verification: the certificate of a server under measurement is its own.
SSL_CTX* client_context() {
    static SSL_CTX* context = [] {
        SSL_CTX* made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
        SSL_CTX_set_mode(
            made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        );
        return made;
    }();
    return context;
}

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS;
}

wire_state tls_state(const SSL* session, int answer) {
    const int why = SSL_get_error(session, answer);
    const bool waits = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
    return waits ? wire_state::waiting : wire_state::closed;
}

}  // namespace

target parse_target(std::string_view authority, bool is_tls) {
    const std::string whole(authority);
    const auto colon = whole.find(':');
    target made{.authority = whole, .is_tls = is_tls};
    made.address.sin_family = AF_INET;
    const bool is_address =
        colon != std::string::npos &&
        ::inet_pton(AF_INET, whole.substr(0, colon).c_str(), &made.address.sin_addr) == 1;
    const bool is_loopback = is_address && ntohl(made.address.sin_addr.s_addr) >> 24 == 127;
    if (!is_loopback) throw std::invalid_argument(whole + " is not 127.x.x.x:port");
    made.address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(whole.substr(colon + 1))));
    return made;
}

void wire::connect(const target& to, std::size_t number) {
    close();
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    tune(descriptor_);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr =
        htonl(first_source + static_cast<std::uint32_t>(number / ports_per_address));
    const auto* source = reinterpret_cast<const sockaddr*>(&from);
    if (::bind(descriptor_, source, sizeof from) != 0) return close();
    const auto* address = reinterpret_cast<const sockaddr*>(&to.address);
    if (::connect(descriptor_, address, sizeof to.address) != 0 && !would_block()) return close();
    if (!to.is_tls) return;
    tls_.reset(SSL_new(client_context()));
    SSL_set_fd(tls_.get(), descriptor_);
    SSL_set_connect_state(tls_.get());
}

wire_state wire::establish() {
    if (is_established_) return wire_state::open;
    if (descriptor_ < 0) return wire_state::closed;
    if (!is_connected_) {
        int failed = 0;
        socklen_t size = sizeof failed;
        ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &failed, &size);
        if (failed != 0) return wire_state::closed;
        sockaddr_in peer{};
        size = sizeof peer;
        if (::getpeername(descriptor_, reinterpret_cast<sockaddr*>(&peer), &size) != 0)
            return wire_state::waiting;
        is_connected_ = true;
    }
    const auto state = tls_ ? shake_hands() : wire_state::open;
    is_established_ = state == wire_state::open;
    return state;
}

wire_state wire::shake_hands() {
    const int answer = SSL_do_handshake(tls_.get());
    return answer == 1 ? wire_state::open : tls_state(tls_.get(), answer);
}

wire_read wire::read(std::span<char> into) {
    if (tls_) {
        const int got = SSL_read(tls_.get(), into.data(), static_cast<int>(into.size()));
        if (got > 0) return {wire_state::open, static_cast<std::size_t>(got)};
        return {tls_state(tls_.get(), got), 0};
    }
    const auto got = ::recv(descriptor_, into.data(), into.size(), MSG_DONTWAIT);
    if (got > 0) return {wire_state::open, static_cast<std::size_t>(got)};
    return {got < 0 && would_block() ? wire_state::waiting : wire_state::closed, 0};
}

std::ptrdiff_t wire::write_some(std::string_view bytes) {
    if (tls_) return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void wire::write(std::string_view bytes) {
    if (unsent_.empty()) {
        const auto taken = write_some(bytes);
        if (taken > 0) bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
    unsent_.append(bytes);
}

void wire::flush() {
    if (unsent_.empty()) return;
    const auto taken = write_some(unsent_);
    if (taken > 0) unsent_.erase(0, static_cast<std::size_t>(taken));
}

void wire::close() {
    tls_.reset();
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    is_connected_ = is_established_ = false;
    unsent_.clear();
}

}  // namespace aula::load
