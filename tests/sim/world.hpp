#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/device.hpp"
#include "sim/habits.hpp"
#include "sim/server_process.hpp"

namespace aula::sim {

/// What became of one seed.
struct outcome {
    std::uint64_t steps = 0;
    std::uint64_t digest = 0;  ///< The same when the seed is run again.
    std::uint64_t events = 0;
    std::uint64_t crashes = 0;
    std::optional<std::string> broken;
    std::vector<std::string> last_steps;
};

/// A course, its people with two tabs each, a network, a disk and a server that crashes: one
/// simulated world, run from one seed.
///
/// For `steps` steps everything goes wrong as its habits have it. Then all is mended, and soon
/// everybody must be back and see the same. At last everybody leaves, and the attendance must be
/// right.
class world {
public:
    explicit world(std::uint64_t seed);
    ~world();

    outcome run(std::uint64_t steps);
    timeline& time() { return time_; }

private:
    // What happens (world_actions.cpp).
    void plan_action();
    void act();
    void somebody_comes_or_goes();
    void something_is_said();
    void something_is_said_by(device& by);
    void a_hand_moves(device& by, participant_id whom);
    void network_goes_wrong();
    void somebody_stalls();
    void rights_change();
    void disk_goes_wrong(disk_health how);
    void disk_is_good();
    void freeze();
    void crash();
    void restart();
    void boot();

    // How it ends (world_end.cpp).
    void make_peace();
    void check_quiet();
    void check_device(const device& each);
    void check_live_figures(session_id where, const ledger& log);
    void check_attendance();
    bool is_everybody_back() const;

    void set_up();
    void read_log();
    bool step();
    bool run_until(instant when);
    std::shared_ptr<link> open_link(device& by);
    void ask_ticket(device& by, std::function<void(std::optional<std::string>)> answer);
    result<role> role_on_roster(participant_id who);
    bool is_removed_on_roster(participant_id who);

    dice dice_;
    habits habits_;
    timeline time_;
    verdict verdict_;
    disk disk_;
    std::map<session_id, ledger> ledgers_;
    presence_truth presence_;
    std::vector<participant_id> untold_;
    std::vector<participant_id> people_;
    std::unique_ptr<surroundings> surroundings_;
    std::unique_ptr<server_process> server_;
    std::vector<std::unique_ptr<device>> devices_;
    std::map<std::int64_t, device*> of_link_;
    frame_cutter::known_messages known_messages_;
    std::int64_t last_link_ = 0;
    std::int64_t last_deck_ = 0;
    std::uint64_t crashes_ = 0;
    std::uint64_t life_ = 0;  ///< Which process runs.
    instant trouble_since_{};
    bool is_peace_ = false;
    bool must_crash_ = false;
};

}  // namespace aula::sim
