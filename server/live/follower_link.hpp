#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "live/followers.hpp"
#include "live/log_writer.hpp"
#include "live/peer_nodes.hpp"
#include "live/room_presence.hpp"

namespace aula {

/// What the owner of a room and the nodes that follow it say to each other.
///
/// Lives on: the room's shard.  Every message may be lost: the followers number their reports, and
/// the owner repeats in its beats how far the log goes and who is absent.
class follower_link {
public:
    using news = std::vector<room_presence::news>;

    follower_link(session_id where, milliseconds grace, std::int64_t epoch, peer_nodes& nodes);

    std::int64_t epoch() const { return epoch_; }
    const followers& all() const { return followers_; }

    /// What a report says, in order; `answer` it when that is taken in. Empty for another owner's.
    news hear(const crowd_report& said, timestamp said_at);
    void answer(const crowd_report& said, const room_presence& people, timestamp now);
    /// That node has ended; the database last heard of it then.
    news lose(const node_name& name, timestamp last_seen, timestamp now);

    /// Events that are saved.
    void grew(const saved_events& saved);
    /// When a beat is due: how far the log goes, and who is absent. Also for what got lost on the
    /// way: a follower that lacks something reads it in the log.
    void beat(seq_number end, std::size_t present, room_presence& people, timestamp now);
    std::vector<crowd::absence> absent(const room_presence& people, timestamp now) const;

private:
    const session_id where_;
    const milliseconds grace_;
    const std::int64_t epoch_;
    peer_nodes& nodes_;
    followers followers_;
    bool is_gap_ = false;  ///< The last report lacked one before it.
    room_beat told_;       ///< The last beat; `room_presence` has its absences.
};

}  // namespace aula
