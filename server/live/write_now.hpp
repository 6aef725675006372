#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <span>

#include "live/ring.hpp"
#include "live/sink.hpp"

namespace aula {

inline constexpr int send_flags = MSG_DONTWAIT | MSG_NOSIGNAL;

inline std::size_t sent_now(ssize_t returned) {
    return returned > 0 ? static_cast<std::size_t>(returned) : 0;
}

/// One bare system call for a plain socket, and no virtual one; what is left is offered to the
/// sink, which finds out why, and waits for the socket. Answers how many bytes were taken.
inline std::size_t write_now(sink& to, std::span<const char> bytes) {
    std::size_t taken = 0;
    if (to.plain_socket() >= 0) {
        taken = sent_now(::send(to.plain_socket(), bytes.data(), bytes.size(), send_flags));
    }
    return taken == bytes.size() ? taken : taken + to.write(bytes.subspan(taken));
}

/// Where a subscriber's cursor stands after the socket took `taken` of the bytes from `cursor` on,
/// and not all of them. The sink keeps the rest of a frame that was begun.
inline ring_position keep_rest(
    sink& to, const ring& frames, ring_position cursor, std::size_t taken
) {
    const auto reached = cursor + taken;
    const auto next = frames.frame_end(reached);
    to.keep(frames.from(reached).first(static_cast<std::size_t>(next - reached)));
    return next;
}

}  // namespace aula
