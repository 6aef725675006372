#pragma once

#include <functional>
#include <memory>

#include "live/members.hpp"
#include "live/node_messages.hpp"
#include "live/ownership.hpp"

namespace aula {

class cluster;
class hall;
class live_shard;
class owned_room;
class room_table;

/// Whose the rooms of one shard are, in a cluster: does what each room's `ownership` says, gives
/// rooms away, and passes on what other nodes say about a session.
///
/// Lives on: its shard.
class room_leases {
public:
    room_leases(room_table& rooms, live_shard& at, hall& all)
        : rooms_(rooms), at_(at), hall_(all) {}

    void take(const node_message& said, timestamp said_at);
    void take(std::shared_ptr<const members> seen);

    /// The room is wanted, or may have another owner by now.
    void claim(session_id where);
    /// The same after this turn of the loop, because a room that doubts is in the middle of
    /// something.
    void doubt(session_id where);
    /// Other nodes may own our rooms, or know nothing of who is here.
    void doubt_all();
    void perform(session_id where, const ownership::acts& all);
    void release(session_id where, const lease& mine);

    /// Every room of ours goes to another node, if there is one; `done` when they all have.
    void hand_over_all(std::function<void()> done);
    /// Whether the owners elsewhere have heard of everybody who came and went.
    bool is_all_reported() const;

private:
    static result<ownership::claim_outcome> claim_in(database& db, session_id where, cluster& with);
    void claimed(session_id where, const result<ownership::claim_outcome>& came);
    void perform(session_id where, const ownership::ask&);
    void perform(session_id where, const ownership::ask_later&);
    void perform(session_id where, const ownership::retire&);
    void perform(session_id where, const ownership::own& as);
    void perform(session_id where, const ownership::follow&);
    void perform(session_id where, const ownership::tell_owner&);
    void perform(session_id where, const ownership::fail& over);
    void hand_over(session_id where, std::function<void()> done);
    void handed_over(session_id where, const result<lease>& given);
    void take_call(const node_call& said);
    void take_media(const media_sent& said);
    void take_released(const room_released& said, timestamp said_at);
    void lose_dead_nodes(owned_room& of);

    room_table& rooms_;
    live_shard& at_;
    hall& hall_;
    std::shared_ptr<const members> members_ = std::make_shared<members>();
};

}  // namespace aula
