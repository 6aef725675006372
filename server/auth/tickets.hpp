#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "generated/messages.hpp"

namespace aula {

/// Who may come in where: everything that a ticket stands for.
struct admission {
    participant_id who;
    login_id login;
    session_id session;
    std::string origin;  ///< Of the page that asked; the WebSocket has to come from the same.
    std::string name;
    role as = role::attendee;
    bool operator==(const admission&) const = default;
};

/// How tickets have fared; read from any thread.
struct ticket_metrics {
    counter issued;
    counter refused;   ///< Too many were open.
    counter redeemed;  ///< Shown and good.
    counter unfit;     ///< Shown, but unknown, used, expired, or for something else.
};

/// Tickets from the REST API to the WebSocket: each is good once, for `lifetime`.
///
/// Thread-safe. Kept in memory and hashed: a restart voids them, and clients ask for new ones
/// anyhow. Bound: `issued_max` tickets in any `lifetime`; beyond that, `busy`.
class tickets {
public:
    static constexpr std::chrono::seconds lifetime{30};
    static constexpr std::size_t issued_max = 131072;

    /// The ticket's text, for the hello.
    result<std::string> issue(admission to, timestamp now);

    /// What the ticket stands for; nothing when it is unknown, used, expired, or for another
    /// session or origin. A ticket that was shown is used up, also when it did not fit.
    std::optional<admission> redeem(
        std::string_view ticket, session_id session, std::string_view origin, timestamp now
    );

    /// Voids those given to this login (it was logged out) or person (removed from the course).
    void revoke(login_id login);
    void revoke(participant_id who);

    const ticket_metrics& counts() const { return counts_; }

private:
    struct open_ticket {
        admission to;
        timestamp expires_at;
    };
    void drop_expired(timestamp now);
    std::optional<admission> take(
        const std::string& hash, session_id session, std::string_view origin, timestamp now
    );

    std::mutex mutex_;  ///< Guards everything below.
    ticket_metrics counts_;
    std::unordered_map<std::string, open_ticket> open_;                 ///< By hash.
    std::deque<std::pair<timestamp, std::string>> in_order_of_expiry_;  ///< Also of used ones.
};

}  // namespace aula
