#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.hpp"
#include "live/node_messages.hpp"

namespace aula {

/// The nodes that follow a room, as its owner knows them: which reports of theirs have been taken
/// in, and who is there.
///
/// Lives on: the room's shard.  Bound: one entry a node, and one a person there, or gone from there
/// as long ago as `gone_from` is asked for.
class followers {
public:
    /// What a report comes to.
    struct news {
        std::uint32_t node = 0;  ///< For `connection_key`.
        bool is_gap = false;     ///< One is missing: nothing was taken in.
        /// Of an earlier incarnation, which has ended; gone before anybody comes.
        std::vector<participant_id> lost;
        timestamp lost_at{};  ///< When that one had said its last.
        /// Not among everybody any more.
        std::vector<participant_id> missing;
    };

    /// Notes who is there now, as the last stay of each says.
    news take(const crowd_report& said, timestamp said_at);

    /// Who has gone from that node since then, and not come back to it.
    std::vector<participant_id> gone_from(const node_name& name, timestamp since);

    /// That node has ended: who was there.
    news drop(const node_name& name);

    bool is_empty() const { return nodes_.empty(); }
    bool has(const node_name& name) const { return nodes_.contains(name); }
    std::vector<node_name> names() const;
    /// As its last report says; 0 for one that is not known.
    std::int64_t incarnation_of(const node_name& name) const;
    /// Those that have said nothing since, and have nobody there.
    std::vector<node_name> silent_since(timestamp when) const;

    /// Somebody at a node that may have ended.
    struct missed {
        participant_id who;
        std::uint32_t node = 0;  ///< For `connection_key`.
        timestamp said_at{};     ///< That node's last report.
    };
    /// Who is at nodes that have said nothing since.
    std::vector<missed> missed_since(timestamp when) const;

private:
    struct node {
        std::uint32_t number = 0;
        std::int64_t incarnation = 0;
        std::uint64_t last_report = 0;
        bool is_known = false;  ///< Everybody there has been reported, or is being.
        timestamp said_at{};    ///< Its last report.
        std::unordered_set<participant_id> people;
        std::unordered_set<participant_id> unconfirmed;      ///< While everybody is being reported.
        std::unordered_map<participant_id, timestamp> gone;  ///< When that was said.
    };

    std::unordered_map<node_name, node> nodes_;
    std::uint32_t last_number_ = 0;
};

}  // namespace aula
