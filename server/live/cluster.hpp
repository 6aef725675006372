#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "live/detour.hpp"
#include "live/members.hpp"
#include "live/node_messages.hpp"
#include "live/remote_clock.hpp"
#include "store/nodes.hpp"
#include "store/store.hpp"

namespace aula {

class hall;

struct cluster_settings {
    newcomer self;
    std::string prefix = "aula";  ///< Of all subjects on the bus.
};

/// This server's part in a cluster: it shows that it lives, sees who else does, and carries what
/// nodes say to each other from the bus to the shards and back.
///
/// Thread-safe, but for `start` and `stop`. Shard 0 beats, every `beat_every`, and gives every
/// shard what it has seen. Whoever is told that this incarnation is over enrolls anew, and every
/// shard looks at its leases again.
class cluster {
public:
    cluster(bus& over, store& kept, hall& all, cluster_settings settings);
    ~cluster();
    cluster(const cluster&) = delete;
    cluster& operator=(const cluster&) = delete;

    /// Once enrolled; before the shards run.
    void start(std::int64_t incarnation);
    /// No more beats; the row goes, and with it what this node still owns. Called from no shard.
    void stop();
    /// No more beats and no word: as if the process had been killed.
    void fall_silent();

    const node_name& self() const { return settings_.self.name; }
    std::int64_t incarnation() const { return incarnation_; }

    /// False when it did not get on its way: over the bus, or while that is away over the database.
    bool tell(const node_name& to, const node_message& said);
    /// Over the bus alone: without it they read the log.
    void tell_followers(session_id of, const node_message& said);
    void tell_all(const node_message& said);
    bool has_bus() const { return bus_.is_connected(); }
    std::unique_ptr<bus::subscription> follow(session_id which);
    /// Read in the transaction that is under way. From any thread.
    result<members> read_members(database& db);

    /// Whether the database had such a node when it was looked at last. On shard 0.
    bool has_seen(const node_name& name) const { return seen_before_->find(name) != nullptr; }
    /// Whether the others hold this node for alive: its last beat is in the database, and recent.
    bool is_beating() const;
    /// The others go on without this node, because it has lost the database or the bus and they
    /// have not, or because it has lost both. People had better come to another node, and are told
    /// to.
    bool is_apart() const { return is_apart_; }
    /// By the operator's wish, or because the bus is lost here and not everywhere: others take over
    /// what this node has.
    bool is_giving_way() const { return is_giving_way_; }

    /// What is done with the messages that are about no session; on any thread.
    struct listeners {
        std::function<void(const tickets_revoked&)> revoke;
        std::function<void(const ticket_shown&)> show_ticket;
        std::function<void(const ticket_taken&)> take_ticket;
        /// A node has ended, and this is the first of those that are left: what it had begun is to
        /// be gone on with. On shard 0.
        std::function<void()> inherit = [] {};
    };
    void listen(listeners to) { listeners_ = std::move(to); }

private:
    struct beat_outcome {
        std::int64_t incarnation = 0;
        members seen;
    };

    void beat();
    void beaten(const result<beat_outcome>& came);
    void consider(const members& seen);
    void watch();
    bool is_deaf_for(milliseconds time) const;
    void collect();
    std::unique_ptr<bus::subscription> subscribe(const std::string& subject);
    bool publish(const std::string& subject, const node_message& said);
    void take(result<node_message> said, timestamp said_at);
    std::string subject_of(const node_name& name) const;
    std::string subject_of(session_id which) const;

    bus& bus_;
    store& store_;
    hall& hall_;
    const cluster_settings settings_;
    listeners listeners_;
    std::atomic<std::int64_t> incarnation_{0};
    std::atomic<std::int64_t> beaten_at_{0};  ///< Milliseconds of the steady clock.
    std::atomic<bool> is_stopped_{false};
    std::atomic<bool> is_giving_way_{false};
    std::atomic<bool> is_apart_{false};
    std::atomic<std::int64_t> lost_incarnation_{0};  ///< Of this node, as others say.
    std::shared_ptr<const members> seen_before_ = std::make_shared<members>();  ///< Of shard 0.
    bool can_others_ = false;         ///< Take over what this node has. Of shard 0.
    std::int64_t connected_at_ = 0;   ///< Of shard 0; of the steady clock.
    bool is_beat_under_way_ = false;  ///< Of shard 0.
    remote_clocks clocks_;            ///< Of the other nodes, and under 0 the database's.
    std::shared_ptr<detour> detour_;
    std::unique_ptr<bus::subscription> inbox_;
    std::unique_ptr<bus::subscription> everybody_;
};

}  // namespace aula
