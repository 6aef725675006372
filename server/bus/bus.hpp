#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace aula {

/// Numbers for metrics and `aula doctor`, since the bus was opened.
struct bus_statistics {
    std::uint64_t published = 0;  ///< Messages that `publish` took.
    std::uint64_t refused = 0;    ///< Those that it did not take.
    std::uint64_t received = 0;   ///< Messages that a subscription was given.
    std::uint64_t dropped = 0;  ///< Lost on our side: taken and never sent, or come and not given.
    std::uint64_t reconnects = 0;  ///< Connections after the first one.
    bool is_connected = false;
};

/// Messages between the nodes of a cluster, at most once: a doorbell, not the truth. Any message
/// may be lost, with nobody told; PostgreSQL holds what counts, and whoever listens here finds gaps
/// by number and reads them there (docs/decisions/0018-the-bus.md).
///
/// Thread-safe; nothing here waits for the network. A publisher's own subscriptions hear it too.
class bus {
public:
    /// Called on a thread of the bus, for one subscription never twice at once. It must only hand
    /// the bytes on (post them): while it runs, nobody else is given anything.
    using take = std::function<void(std::string_view body)>;

    /// Ends when it is destroyed: after that `take` is not running and is not called again. Only
    /// when `take` itself destroys it, that last call is still running. May outlive the bus.
    class subscription {
    public:
        virtual ~subscription() = default;
    };

    static constexpr std::size_t body_max = 512 * 1024;  ///< Bytes.
    static constexpr std::size_t subject_max = 200;      ///< Letters.

    virtual ~bus() = default;

    /// Never blocks. False when it was not taken: not connected, too much waits, or a body above
    /// `body_max`, which is logged as an error. A true promises nothing. What was taken goes out
    /// on the connection there is now, or never. (A server that hangs may still pass it on late.)
    virtual bool publish(const std::string& subject, std::string_view body) = 0;

    /// Subjects are exact and fulfil `is_subject` (else we abort). Messages of one publisher on one
    /// subject arrive in order, possibly with gaps. It counts once it has reached the server, and
    /// again after each reconnect, and nothing says when: what is published before is missed, so
    /// that a newest message must be followed by another that tells of it.
    virtual std::unique_ptr<subscription> subscribe(const std::string& subject, take each) = 0;

    virtual bool is_connected() const = 0;

    /// Called on a thread of the bus when the connection is lost or back; ask `is_connected` for
    /// how it begins. Set once, before the first `subscribe`. It must only hand on.
    virtual void on_change(std::function<void(bool is_connected)> tell) = 0;

    virtual bus_statistics statistics() const = 0;

    /// Closes the connection; no callback runs after it (but the one that calls it).
    virtual void stop() = 0;
};

/// Words of letters, digits, `-` and `_`, with a dot between them.
bool is_subject(std::string_view text);

}  // namespace aula
