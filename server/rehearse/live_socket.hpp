#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "rehearse/place.hpp"

namespace aula::rehearsal {

using local_time = std::chrono::steady_clock::time_point;

/// How a connection ends: as a browser closes a tab, as a crashed program, as an aborted one, as a
/// phone in a tunnel.
enum class departure { close, fin, reset, silence };

/// One WebSocket to the server, plain or over TLS, that can be lost in all the ways of real ones.
///
/// Runs on one io_context with one thread. Texts are written one after the other in the order of
/// `send`; pings are answered while something reads.
class live_socket : public std::enable_shared_from_this<live_socket> {
public:
    virtual ~live_socket() = default;

    /// Connects and upgrades, with these cookies; at most 10 s each.
    static boost::asio::awaitable<result<std::shared_ptr<live_socket>>> open(
        const place& at, std::string cookies = {}
    );

    /// The next text; empty when the connection has ended, then `ended_because` says why.
    virtual boost::asio::awaitable<std::optional<std::string>> read() = 0;
    virtual void send(std::string text) = 0;
    /// `was_there`, unless it is empty, is called when the server shows that it had not heard of
    /// the leaving before: by its answer to a close, or by a ping that a phone in a tunnel still
    /// answers.
    virtual void leave(departure how, std::function<void()> was_there) = 0;

    /// When something was last sent that shows this side to be alive.
    local_time proven_at() const { return proven_at_; }
    /// When the server last said something, if only a ping.
    local_time heard_at() const { return heard_at_; }
    /// The server's close code, 0 without one.
    unsigned close_code() const { return close_code_; }

protected:
    local_time proven_at_ = local_time::clock::now();
    local_time heard_at_ = local_time::clock::now();
    unsigned close_code_ = 0;
};

}  // namespace aula::rehearsal
