#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
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

/// A moment in the order of revocations.
enum class rights_revision : std::uint64_t {};

/// How tickets have fared; read from any thread.
struct ticket_metrics {
    counter issued;
    counter refused;   ///< Too many were open, or rights changed while one was asked for.
    counter redeemed;  ///< Shown and good.
    counter unfit;     ///< Shown, but unknown, used, expired, or for something else.
};

/// Tickets from the REST API to the WebSocket: each is good once, for `lifetime`.
///
/// Thread-safe. Kept in memory and hashed: a restart voids them, and clients ask for new ones
/// anyhow. Bound: `issued_max` tickets in any `lifetime`; beyond that, `busy`.
///
/// A ticket says what its person was when the store was read. So that a demotion or a log-out
/// which is saved between that reading and the ticket is not outlived by it, whoever issues says
/// since when they have known (`revision`): what was revoked later is refused as `busy`, and the
/// next try reads the new rights.
class tickets {
public:
    static constexpr std::chrono::seconds lifetime{30};
    static constexpr std::size_t issued_max = 131072;
    static constexpr std::size_t revocations_max = 65536;

    /// This server is one of several: its tickets end with its name, and what it revokes is told to
    /// the others. Before the first ticket. `tell` is given a login or a person; the other is none.
    using tell_others = std::function<void(login_id login, participant_id who)>;
    void share(std::string issuer, tell_others tell);

    /// Who issued a ticket; empty for one server alone.
    static std::string_view issuer_of(std::string_view ticket);

    /// To be asked before the rights that go into a ticket are read.
    rights_revision revision();

    /// The ticket's text, for the hello.
    result<std::string> issue(admission to, timestamp now, rights_revision known_at);

    /// What the ticket stands for; nothing when it is unknown, used, expired, or for another
    /// session or origin. A ticket that was shown is used up, also when it did not fit.
    std::optional<admission> redeem(
        std::string_view ticket, session_id session, std::string_view origin, timestamp now
    );

    /// Voids those given to this login (it was logged out, or has another id now) or person
    /// (another role, another link, removed from the course), also those that are being asked for.
    void revoke(login_id login);
    void revoke(participant_id who);
    /// The same, as another server says; nobody is told.
    void revoke_as_told(login_id login, participant_id who);

    const ticket_metrics& counts() const { return counts_; }

private:
    struct open_ticket {
        admission to;
        timestamp expires_at;
    };
    /// When something was revoked last, for the newest `revocations_max` of its kind.
    template <class Id>
    using revoked_at = std::unordered_map<Id, rights_revision>;

    void revoke_here(login_id login);
    void revoke_here(participant_id who);
    void drop_expired(timestamp now);
    template <class Id>
    void note(revoked_at<Id>& in, Id which);
    bool is_outdated(const admission& to, rights_revision known_at) const;
    std::optional<admission> take(
        const std::string& hash, session_id session, std::string_view origin, timestamp now
    );

    std::string issuer_;
    tell_others tell_;
    std::mutex mutex_;  ///< Guards everything below.
    ticket_metrics counts_;
    std::unordered_map<std::string, open_ticket> open_;                 ///< By hash.
    std::deque<std::pair<timestamp, std::string>> in_order_of_expiry_;  ///< Also of used ones.
    rights_revision last_{};
    rights_revision forgotten_{};  ///< What was revoked up to here may be remembered no more.
    revoked_at<login_id> logins_;
    revoked_at<participant_id> people_;
};

}  // namespace aula
