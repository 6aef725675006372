#pragma once

#include <functional>
#include <memory>

#include "auth/tickets.hpp"
#include "base/config.hpp"
#include "base/metrics_text.hpp"
#include "base/result.hpp"
#include "bus/bus.hpp"
#include "cli/ticket_exchange.hpp"
#include "live/cluster.hpp"
#include "live/hall.hpp"
#include "net/parts.hpp"
#include "store/store.hpp"

namespace aula::cli {

/// What a server on PostgreSQL has besides: its name among the nodes, the bus, and the way of
/// tickets between them. One without a bus has all of it too, and is the only node: so no second
/// server can write to its database by mistake.
class cluster_part {
public:
    /// What it works with; outlives it.
    struct parts {
        store& kept;
        hall& live;
        tickets& doors;
        redeem_ticket redeem;
        std::function<void()> resume_decks;  ///< Those of a node that is gone. On shard 0.
    };

    /// Opens the bus and takes its place in `parts.live`; before that starts.
    static result<std::unique_ptr<cluster_part>> open(const config& with, parts of);

    /// Before anything runs. Waits for a process of this name that was killed a moment ago.
    /// `is_passing`: takes no rooms of others, and gives back those that it needed.
    result<void> enroll(bool is_passing);
    /// Once enrolled; before the shards run.
    void start() { cluster_.start(incarnation_); }
    /// Leaves; after the hall has drained.
    void stop();

    redeem_elsewhere redeemer();
    /// Why newcomers had better go to another node; empty: they need not.
    std::string_view why_aside() const;
    bool is_apart() const { return cluster_.is_apart(); }
    void report(metrics_text& to) const;

private:
    cluster_part(const config& with, std::unique_ptr<bus> over, parts of);

    store& store_;
    std::unique_ptr<bus> bus_;
    const newcomer self_;
    std::int64_t incarnation_ = 0;
    cluster cluster_;
    ticket_exchange tickets_;
};

}  // namespace aula::cli
