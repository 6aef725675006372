#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "auth/tickets.hpp"
#include "live/cluster.hpp"
#include "live/hall.hpp"
#include "net/parts.hpp"

namespace aula::cli {

/// A ticket from one node, shown to another: the one that issued it is asked, because only there
/// can it be used up.
///
/// Lives on: shard 0; its public functions may be called from any thread. Bound: one question a
/// connection that has said hello, each for `patience`.
class ticket_exchange {
public:
    static constexpr milliseconds patience{2000};

    ticket_exchange(tickets& doors, redeem_ticket redeem, hall& all, cluster& nodes);

    /// What the cluster has for tickets.
    void serve(cluster::listeners& to);

    bool ask(
        const std::string& ticket, session_id where, std::string_view origin,
        std::function<void(std::optional<viewer>)> then
    );
    void take(const ticket_shown& asked);
    void take(const ticket_taken& answered);

private:
    void settle(std::uint64_t number, std::optional<viewer> who);

    tickets& doors_;
    const redeem_ticket redeem_;
    hall& hall_;
    cluster& cluster_;
    std::uint64_t last_number_ = 0;
    std::unordered_map<std::uint64_t, std::function<void(std::optional<viewer>)>> asked_;
};

}  // namespace aula::cli
