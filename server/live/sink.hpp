#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "generated/messages.hpp"

namespace aula {

/// Encoded bytes of whole WebSocket frames, shared by everybody they go to.
using shared_frame = std::shared_ptr<const std::string>;

/// Where one connection's bytes go: what an audience knows of a socket.
///
/// Lives on: the connection's shard.  Whole frames only: between two calls the stream stands at a
/// frame boundary, or is blocked with the rest of a started frame in its tail, so that ring bytes,
/// private frames and control frames can be interleaved freely.
class sink {
public:
    virtual ~sink() = default;

    /// The socket's number when a bare `send()` is all it takes, -1 when it is encrypted.
    int plain_socket() const { return plain_socket_; }

    /// Something is waiting for the socket to take bytes again; nothing else may be written. The
    /// audience is told by `audience::writable`.
    bool is_blocked() const { return is_blocked_; }

    /// Bytes have come that nobody has read yet: whoever sent them is not silent, the server is
    /// slow.
    virtual bool has_unread() { return false; }

    /// Hands bytes to the socket at once. Answers how many were taken; fewer than offered means
    /// that it is blocked now.
    virtual std::size_t write(std::span<const char> bytes) = 0;

    /// The rest of a frame of which a part was taken; goes out before anything else.
    virtual void keep(std::span<const char> rest) = 0;

    /// A frame for this connection alone. Bound: `private_bytes_max` waiting; beyond that it closes
    /// as lagging.
    virtual void push(shared_frame frame) = 0;

    /// The bytes of started frames that it keeps and the socket has not taken: a part of what was
    /// given last.
    virtual std::size_t waiting() const = 0;

    /// Says why and goes; safe to call twice.
    virtual void close(close_code why) = 0;

    /// Goes at once, and what waits does not go out; to the client the network has failed.
    virtual void drop(close_code why) = 0;

    static constexpr std::uint32_t no_seat = 0xffffffff;
    std::uint32_t seat = no_seat;      ///< Where it sits; set by its audience only.
    std::uint32_t listener = no_seat;  ///< Where it listens; set by its media lane only.

    static constexpr std::size_t private_bytes_max = 4 * 1024 * 1024;

protected:
    int plain_socket_ = -1;
    bool is_blocked_ = false;
};

}  // namespace aula
