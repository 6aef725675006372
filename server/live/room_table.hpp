#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "bus/bus.hpp"
#include "live/followed_room.hpp"
#include "live/live_metrics.hpp"
#include "live/owned_room.hpp"
#include "live/ownership.hpp"
#include "live/room.hpp"
#include "live/room_leases.hpp"

namespace aula {

class hall;
class live_shard;

/// One session's place in the table.
struct room_entry {
    std::shared_ptr<room> loaded;  ///< Set once it is ready.
    std::vector<std::function<void(result<std::shared_ptr<room>>)>> waiting;

    // In a cluster: `loaded` is one of these.
    std::shared_ptr<owned_room> owned;
    std::shared_ptr<followed_room> followed;
    ownership whose;
    std::shared_ptr<room> before;  ///< Retired; the next room goes on with what it holds.
    std::unique_ptr<bus::subscription> subscribed;
    std::optional<absences_told> inherited;  ///< From the node that gave the room to us.
};

/// The rooms of one shard: loads each when it is wanted, and unloads it when it is idle.
///
/// Lives on: its shard.  Bound: a room for each session that is wanted, for `room_idle` after that.
class room_table {
public:
    using with_room = std::function<void(result<std::shared_ptr<room>>)>;
    using entries = std::unordered_map<session_id, room_entry>;

    room_table(live_shard& at, hall& all) : at_(at), hall_(all), leases_(*this, at, all) {}

    /// `then` is called once, at once when the room is loaded.
    void find(session_id where, with_room then);
    /// The system's own command. While a room changes its owner it is asked again, until then.
    void act(session_id where, command what, answer_to done, timestamp until);
    void present(session_id where, std::function<void(std::size_t)> then);
    /// `then` learns whether the room runs, here or at another node.
    void ask_whether_running(session_id where, std::function<void(bool)> then);
    void forget(session_id where) { entries_.erase(where); }

    void tick();
    void checkpoint_all(std::function<void()> done);
    void measure(live_metrics& into) const;

    /// Whose the rooms are; without a cluster nothing of it is used.
    room_leases& leases() { return leases_; }

    // For the leases.
    entries& all() { return entries_; }
    room_entry* find_entry(session_id where);
    void read_log(session_id where, const std::shared_ptr<room>& fresh);
    /// Takes the session out of the table; each waiting request is answered with `why`.
    void fail(session_id where, const error& why);

private:
    void load(session_id where);
    void loaded(session_id where, std::shared_ptr<room> ready, const result<void>& how);
    void unload_idle();

    live_shard& at_;
    hall& hall_;
    entries entries_;
    room_leases leases_;
};

}  // namespace aula
