#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace aula {

/// An instant in UTC. Events carry whole milliseconds, so that the text on the wire loses nothing.
using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
using milliseconds = std::chrono::milliseconds;
using std::chrono::seconds;

/// The server's time: the wall clock read once at start-up, carried on by the steady clock, so that
/// neither a stepped clock nor a client can move it. Safe from any thread. A simulation has a clock
/// of its own.
class server_clock {
public:
    server_clock();
    virtual ~server_clock() = default;
    virtual timestamp now() const;

private:
    timestamp wall_at_start_;
    std::chrono::steady_clock::time_point steady_at_start_;
};

/// `2026-03-02T10:15:00.120Z`: ISO 8601, UTC, always with milliseconds.
std::string to_iso8601(timestamp at);
void append_iso8601(std::string& out, timestamp at);

/// Accepts exactly what `to_iso8601` writes, with or without the milliseconds.
std::optional<timestamp> parse_iso8601(std::string_view text);

}  // namespace aula
