#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auth/tickets.hpp"
#include "live/hall.hpp"
#include "sim/disk.hpp"
#include "sim/ledger.hpp"
#include "sim/link.hpp"
#include "sim/presence_truth.hpp"
#include "sim/virtual_shard.hpp"
#include "store/registrations.hpp"

namespace aula::sim {

class server_connection;

/// What an organizer changes about a person.
struct person_change {
    participant_id who;
    std::optional<role> as;
    std::optional<bool> is_removed;
};

/// What outlives a process, and judges it.
struct surroundings {
    timeline& time;
    dice& chance;
    disk& kept;
    std::map<session_id, ledger>& ledgers;
    presence_truth& presence;
    verdict& judge;
    /// Whom a change of rights may not have reached: something failed after it was saved.
    std::vector<participant_id>& untold;
    course_id course;
    live_settings settings;
    std::size_t shards = 1;
    /// The key of a device's command, by the link it came over.
    std::function<const std::string*(std::int64_t link, std::uint32_t ref)> key_of;
    std::function<bool(std::int64_t link)> is_heard;
    std::function<std::optional<participant_record>(participant_id who)> on_roster;
};

/// One run of the server, from start to crash: the real hall, rooms, audiences and tickets, on
/// simulated shards and a simulated store. What the REST API does for the live engine is done here,
/// in the same order of awaits.
class server_process {
public:
    explicit server_process(surroundings& in);
    ~server_process();  ///< A crash: nothing is finished, nobody is told.
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    void connect(const std::shared_ptr<link>& from);
    void issue_ticket(
        participant_id who, session_id where, std::function<void(std::optional<std::string>)> answer
    );
    void change_person(const person_change& wanted);
    void act(session_id where, command what);
    /// An orderly end: presence is saved, everybody told, then `done`.
    void drain(std::function<void()> done);

    /// Runs what the coroutines of all shards can do now.
    void poll();

    // For connections.
    timeline& time() { return in_.time; }
    presence_truth& presence() { return in_.presence; }
    verdict& judge() { return in_.judge; }
    live_shard& part(std::size_t shard) { return hall_->on(shard); }
    virtual_shard& shard_at(std::size_t index) { return *places_[index]; }
    std::optional<admission> redeem(const hello& said);
    std::unique_ptr<wire_check> check_of(
        const admission& to, std::optional<seq_number> since, std::int64_t link,
        const server_connection& by
    );

    hall& all() { return *hall_; }

private:
    boost::asio::awaitable<void> find_and_issue(
        participant_id who, session_id where, std::function<void(std::optional<std::string>)> answer
    );
    boost::asio::awaitable<void> save_and_tell(person_change wanted);
    boost::asio::awaitable<void> ask(session_id where, command what);

    surroundings& in_;
    virtual_clock clock_;
    virtual_store store_;
    running running_;
    tickets tickets_;
    shard_set shards_;
    std::vector<virtual_shard*> places_;
    std::unique_ptr<hall> hall_;
    std::vector<std::weak_ptr<link>> links_;
    std::map<std::pair<session_id, std::size_t>, std::shared_ptr<seq_number>> shown_;
    bool has_crashed_ = false;
};

}  // namespace aula::sim
