#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "live/audience.hpp"
#include "live/live_metrics.hpp"
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
    connection_number enter(sink& to, session_id where, viewer who);
    void submit(connection_number from, request_frame asked);
    void heard(connection_number from);
    void writable(connection_number from);
    /// `last_seen` is now for a close that was seen, and the last proof of life for a silence.
    void leave(connection_number from, leave_reason why);

    // For rooms and the hall.
    void find_room(session_id where, with_room then);
    /// `whom` is answered, and no audience that has taken its place meanwhile.
    void attach(session_id where, std::size_t shard, std::weak_ptr<audience> whom);
    void detach(session_id where, std::size_t shard);
    std::shared_ptr<audience> audience_of(session_id where) const;
    std::size_t present(session_id where) const;
    void reply(connection_number to, std::uint32_t ref, const result<command_answer>& answer);
    bool is_running(session_id where) const { return rooms_.contains(where); }
    void rename(login_id before, login_id after);
    void close_where(const std::function<bool(const viewer&)>& matches, close_code why);
    void forget(session_id where);
    void close_all(close_code why);
    void checkpoint_all(std::function<void()> done);
    std::size_t connections() const { return connections_.size(); }
    live_metrics& counts() { return counts_; }  ///< To be written here, and read anywhere.

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
    };

    std::shared_ptr<audience> open_audience(session_id where);
    void attached(const std::weak_ptr<audience>& whom, const result<primer>& start);
    void load(session_id where);
    void loaded(session_id where, std::shared_ptr<room> ready, const result<void>& how);
    room_hooks hooks_for(session_id where);
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
};

}  // namespace aula
