#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "live/audience.hpp"
#include "live/live_metrics.hpp"
#include "live/room_table.hpp"
#include "live/shard.hpp"

namespace aula {

class hall;
using connection_number = std::uint64_t;

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
    /// The bytes of a media frame.
    void send_media(connection_number from, std::string_view bytes);
    void writable(connection_number from);
    /// `last_seen` is now for a close that was seen, and the last proof of life for a silence.
    void leave(connection_number from, leave_reason why);

    // For rooms and the hall.
    room_table& rooms() { return rooms_; }
    /// `whom` is answered, and no audience that has taken its place meanwhile.
    void attach(session_id where, std::size_t shard, std::weak_ptr<audience> whom);
    void detach(session_id where, std::size_t shard);
    std::shared_ptr<audience> audience_of(session_id where) const;
    void give_media(audience& to, std::string_view frame);
    void reply(connection_number to, std::uint32_t ref, const result<command_answer>& answer);
    void rename(login_id before, login_id after);
    void close_where(const std::function<bool(const viewer&)>& matches, close_code why);
    void forget(session_id where);
    void close_all(close_code why);
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

    std::shared_ptr<audience> make_audience(session_id where);
    std::shared_ptr<audience> open_audience(std::shared_ptr<audience> opened);
    void attached(const std::weak_ptr<audience>& whom, const result<primer>& start);
    void tick();
    void measure();

    shard& shard_;
    hall& hall_;
    live_metrics counts_;
    bool is_ticking_ = false;
    connection_number last_number_ = 0;
    std::unordered_map<connection_number, connection> connections_;
    std::unordered_map<session_id, std::shared_ptr<audience>> audiences_;
    room_table rooms_;
};

}  // namespace aula
