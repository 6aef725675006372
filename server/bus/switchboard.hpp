#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/metrics.hpp"
#include "base/occasional.hpp"
#include "bus/bus.hpp"
#include "bus/delivery.hpp"

namespace aula {

/// Where the callers' threads and the connection's thread meet: who is subscribed, and the bytes
/// that wait to be sent on the connection that there is now. Thread-safe; no lock is held for
/// longer than it takes to copy a message.
///
/// Bound: `outgoing_bytes_max` wait, besides the lines about subscriptions and what was taken last.
class switchboard {
public:
    /// `ring` has the connection's thread call `take_outgoing` until it is empty; it must not block
    /// and is never called twice before that.
    switchboard(std::size_t outgoing_bytes_max, std::function<void()> ring);

    bool publish(const std::string& subject, std::string_view body);
    std::uint64_t add(const std::string& subject, std::shared_ptr<receiver> to);
    void remove(std::uint64_t subscription);
    bool is_connected() const;
    bus_statistics statistics() const;

    /// Every receiver is closed, those that come later too, and nothing is taken any more.
    void stop();

    // For the connection's thread.

    /// Tells the server of every subscription, before anything else; it takes bodies up to so many
    /// bytes. The caller begins to send.
    void connect(std::size_t body_max_there);
    /// What waits is given up. False when there was no connection, or all is stopped.
    bool disconnect();
    std::string take_outgoing();
    /// A line of the protocol.
    void say(std::string_view line);
    /// Null when nobody is subscribed any more.
    std::shared_ptr<receiver> find(std::uint64_t subscription) const;

    shared_counter received;
    shared_counter dropped;

private:
    struct entry {
        std::string subject;
        std::shared_ptr<receiver> to;
    };

    bool refuse();
    void append(std::string_view line);
    void ring_once();

    const std::size_t outgoing_bytes_max_;
    mutable std::mutex guard_;
    std::function<void()> ring_;
    std::unordered_map<std::uint64_t, entry> subscriptions_;
    std::uint64_t subscriptions_made_ = 0;
    std::string outgoing_;
    std::uint64_t outgoing_messages_ = 0;
    std::size_t body_max_there_ = bus::body_max;
    occasional too_large_;
    std::uint64_t connections_ = 0;
    bus_statistics counts_;
    bool is_connected_ = false;
    bool is_stopped_ = false;
    bool has_rung_ = false;
};

}  // namespace aula
