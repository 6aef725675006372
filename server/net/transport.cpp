#include "net/transport.hpp"

#include <openssl/err.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace aula {
namespace {

io_step plain_step(ssize_t moved, io_state if_blocked) {
    if (moved > 0) return {io_state::done, static_cast<std::size_t>(moved)};
    if (moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        return {if_blocked};
    }
    return {io_state::closed};
}

int tls_length(std::size_t bytes) {
    constexpr std::size_t record =
        16384;  // OpenSSL writes one record at a time; more would only be asked again
    return static_cast<int>(std::min(bytes, record));
}

}  // namespace

transport::transport(stream_socket socket, tls_session tls)
    : socket_(std::move(socket)), tls_(std::move(tls)) {
    io_error ignored;
    socket_.non_blocking(true, ignored);
}

bool transport::has_unread() {
    int bytes = 0;
    return ::ioctl(socket_.native_handle(), FIONREAD, &bytes) == 0 && bytes > 0;
}

io_step transport::read(std::span<char> into) {
    if (into.empty()) return {io_state::done, 0};
    if (!tls_) {
        const auto moved = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
        return plain_step(moved, io_state::wants_read);
    }
    ::ERR_clear_error();
    return tls_step(::SSL_read(tls_.get(), into.data(), tls_length(into.size())));
}

io_step transport::write(std::span<const char> from) {
    if (from.empty()) return {io_state::done, 0};
    if (!tls_) {
        const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        const auto moved = ::send(socket_.native_handle(), from.data(), from.size(), flags);
        return plain_step(moved, io_state::wants_write);
    }
    ::ERR_clear_error();
    return tls_step(::SSL_write(tls_.get(), from.data(), tls_length(from.size())));
}

io_step transport::handshake() {
    ::ERR_clear_error();
    return tls_step(::SSL_do_handshake(tls_.get()));
}

io_step transport::tls_step(int returned) {
    if (returned > 0) return {io_state::done, static_cast<std::size_t>(returned)};
    switch (::SSL_get_error(tls_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return {io_state::wants_read};
        case SSL_ERROR_WANT_WRITE:
            return {io_state::wants_write};
        default:
            return {io_state::closed};
    }
}

void transport::close() {
    io_error ignored;
    socket_.cancel(ignored);
    socket_.close(ignored);
}

}  // namespace aula
