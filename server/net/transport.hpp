#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <span>

#include "net/await.hpp"
#include "net/tls.hpp"

namespace aula {

/// The executor is named, not type-erased: a smaller socket, and no virtual call for each wait.
using shard_executor = boost::asio::io_context::executor_type;
using stream_socket =
    boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, shard_executor>;

/// What one attempt to read or write came to.
enum class io_state : std::uint8_t { done, wants_read, wants_write, closed };
struct io_step {
    io_state state = io_state::done;
    std::size_t bytes = 0;  ///< Moved; only with `done`.
};

/// One accepted socket, plain or TLS, read and written without waiting. OpenSSL works straight on
/// the socket, so that an encrypted connection has no buffers but OpenSSL's own.
///
/// Lives on: the connection's shard.
class transport {
public:
    explicit transport(stream_socket socket, tls_session tls = {});

    io_step read(std::span<char> into);
    io_step write(std::span<const char> from);
    io_step handshake();  ///< TLS only.

    bool has_unread();  ///< Bytes wait in the kernel, perhaps only a part of a TLS record.

    bool is_secure() const { return static_cast<bool>(tls_); }
    stream_socket& socket() { return socket_; }
    void close();

private:
    io_step tls_step(int returned);

    stream_socket socket_;
    tls_session tls_;
};

}  // namespace aula
