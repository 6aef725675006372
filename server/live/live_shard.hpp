#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "live/audience.hpp"
#include "live/cluster.hpp"
#include "live/followed_room.hpp"
#include "live/live_metrics.hpp"
#include "live/owned_room.hpp"
#include "live/ownership.hpp"
#include "live/room.hpp"
#include "live/shard.hpp"

namespace aula {

class hall;
using connection_number = std::uint64_t;
using with_room = std::function<void(result<std::shared_ptr<room>>)>;

/// One shard's part of the live engine: the rooms it owns, the audiences and the connections it
/// serves.
///
/// Lives on: its shard; every member function is called there. Other shards are reached through
/// `hall`, by post.
class live_shard {
public:
    live_shard(shard& mine, hall& all);

    // For connections: in this order, `enter` once and `leave` once.
    /// Throws std::system_error or std::bad_alloc, and has done nothing, when there is no memory
    /// for the session's rings on this shard.
    connection_number enter(sink& to, session_id where, viewer who);
    void submit(connection_number from, request_frame asked);
    void heard(connection_number from);
    void writable(connection_number from);
    /// `last_seen` is now for a close that was seen, and the last proof of life for a silence.
    void leave(connection_number from, leave_reason why);

    // For rooms and the hall.
    /// The system's own command. While a room changes its owner it is asked again, until then.
    void act(session_id where, command what, answer_to done, timestamp until);
    void find_room(session_id where, with_room then);
    /// `whom` is answered, and no audience that has taken its place meanwhile.
    void attach(session_id where, std::size_t shard, std::weak_ptr<audience> whom);
    void detach(session_id where, std::size_t shard);
    std::shared_ptr<audience> audience_of(session_id where) const;
    void present(session_id where, std::function<void(std::size_t)> then);
    void reply(connection_number to, std::uint32_t ref, const result<command_answer>& answer);
    /// `then` learns whether the room runs, here or at another node.
    void ask_whether_running(session_id where, std::function<void(bool)> then);
    void rename(login_id before, login_id after);
    void close_where(const std::function<bool(const viewer&)>& matches, close_code why);
    void forget(session_id where);
    void close_all(close_code why);
    void checkpoint_all(std::function<void()> done);
    std::size_t connections() const { return connections_.size(); }
    live_metrics& counts() { return counts_; }  ///< To be written here, and read anywhere.

    // For the cluster.
    void take(const node_message& said, timestamp said_at);
    void take(std::shared_ptr<const members> seen);
    /// Others may own our rooms, or be told anew who is here.
    void doubt_all_owners();
    /// The room may have another owner by now; after this turn of the loop, because a room that
    /// doubts is in the middle of something.
    void doubt_owner(session_id where);
    /// Every room of ours goes to another node, if there is one; `done` when they all have.
    void hand_over_all(std::function<void()> done);
    /// Whether the owners elsewhere have heard of everybody who came and went.
    bool is_all_reported() const;

    void start_ticking();
    void stop_ticking() { is_ticking_ = false; }
    shard& home() { return shard_; }

private:
    struct connection {
        sink* to;
        std::shared_ptr<audience> in;
        viewer who;
        std::size_t commands_in_flight = 0;
    };
    struct loading_room {
        std::shared_ptr<room> loaded;  ///< Set once it is ready.
        std::vector<with_room> waiting;

        // In a cluster: `loaded` is one of these.
        std::shared_ptr<owned_room> owned;
        std::shared_ptr<followed_room> followed;
        ownership whose;
        /// Retired; the next one goes on with what it holds.
        std::shared_ptr<room> before;
        std::unique_ptr<bus::subscription> subscribed;
        std::optional<absences_told> inherited;  ///< From the node that gave the room to us.
    };

    std::shared_ptr<audience> make_audience(session_id where);
    std::shared_ptr<audience> open_audience(std::shared_ptr<audience> opened);
    void attached(const std::weak_ptr<audience>& whom, const result<primer>& start);
    void load(session_id where);
    void read_log(session_id where, const std::shared_ptr<room>& fresh);
    void loaded(session_id where, std::shared_ptr<room> ready, const result<void>& how);
    void fail(session_id where, const error& why);
    std::shared_ptr<room_host> host_for(session_id where);

    static result<ownership::claim_outcome> claim_in(database& db, session_id where, cluster& with);
    void claim(session_id where) { perform(where, rooms_[where].whose.doubt()); }
    void claimed(session_id where, const result<ownership::claim_outcome>& came);
    void perform(session_id where, const ownership::acts& all);
    void perform(session_id where, const ownership::ask&);
    void perform(session_id where, const ownership::ask_later&);
    void perform(session_id where, const ownership::retire&);
    void perform(session_id where, const ownership::own& as);
    void perform(session_id where, const ownership::follow&);
    void perform(session_id where, const ownership::tell_owner&);
    void perform(session_id where, const ownership::fail& over);
    void hand_over(session_id where, std::function<void()> done);
    void handed_over(session_id where, const result<lease>& given);
    void release(session_id where, const lease& mine);
    void take_call(const node_call& said);
    void take_released(const room_released& said, timestamp said_at);
    void lose_dead_nodes(owned_room& of);
    void tick();
    void measure();
    void unload_idle_rooms();

    shard& shard_;
    hall& hall_;
    live_metrics counts_;
    bool is_ticking_ = false;
    connection_number last_number_ = 0;
    std::unordered_map<connection_number, connection> connections_;
    std::unordered_map<session_id, std::shared_ptr<audience>> audiences_;
    std::unordered_map<session_id, loading_room> rooms_;
    std::shared_ptr<const members> members_ = std::make_shared<members>();
};

}  // namespace aula
