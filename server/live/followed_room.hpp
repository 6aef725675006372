#pragma once

#include <functional>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "live/crowd_reporter.hpp"
#include "live/room.hpp"
#include "store/leases.hpp"

namespace aula {

/// A live session whose room another node owns: shows what is in the log to those who are here,
/// asks the owner for everything else, and tells it who is here.
///
/// Lives on: one shard.  Events come over the bus; what is missing, because a message was lost or
/// the bus is away, is read in the log. A command is answered once its event has been shown here
/// too. Who is not answered within `timing::call_answer_max` is refused as `busy`, and asks again
/// under the same key. Bound: `calls_max` questions that wait, beyond that `busy`.
class followed_room final : public room {
public:
    static constexpr std::size_t calls_max = 4096;

    followed_room(
        session_id where, store& saved, const live_settings& settings,
        std::shared_ptr<room_host> host, live_metrics& counts
    );
    /// Goes on with what a retired room of this session holds.
    followed_room(room&& before, known_people known);

    /// Who owns the room by now.
    void owner_is(const lease& owner);
    const lease& owner() const { return owner_; }

    /// When the owner said the last that was heard of it.
    timestamp owner_said_at() const { return owner_said_at_; }
    /// Whether the owner has heard of everybody who came and went.
    bool is_reported() const { return reporter_.is_settled(); }

    // What the owner says, and when.
    void take(const log_grew& said, timestamp said_at);
    void take(const room_beat& said, timestamp said_at);
    void take(const node_answer& said, timestamp said_at);
    void take(const report_heard& said, timestamp said_at);

    void arrive(const viewer& who, connection_key which, timestamp came) override;
    void depart(participant_id who, connection_key which, timestamp last_seen, leave_reason why)
        override;
    void submit(participant_id from, request_frame asked, answer_to answer) override;
    void act(command what, answer_to answer) override;
    void when_saved(std::function<void()> done) override;
    void read_rest() override { read_missed(); }
    void tick() override;
    void checkpoint(std::function<void()> done) override;
    void retire() override;
    bool is_idle(timestamp now) const override;
    std::size_t waiting() const override { return calls_.size() + unshown_.size(); }
    const known_people& known() const override { return known_; }
    known_people give_known() override { return std::move(known_); }

private:
    struct call {
        answer_to answer;
        timestamp until;
    };
    struct unshown_answer {
        answer_to answer;
        command_answer said;
        timestamp until;
    };

    void loaded() override;
    const session& ahead() const override { return shown_; }
    std::shared_ptr<followed_room> self() {
        return std::static_pointer_cast<followed_room>(shared_from_this());
    }

    void ask_owner(node_call what, answer_to answer);
    void give_up_late_ones(timestamp now);
    void show(std::span<const logged_event> events);
    void answer_shown();
    void read_missed();
    void take_missed(const result<std::vector<logged_event>>& missed);
    void look_for_missed(timestamp now);
    void report(timestamp now);
    void forget_absent(timestamp now);
    void heard_owner(timestamp said_at);

    lease owner_;
    timestamp heard_at_{};  ///< Later than what was heard was said, by its time on the way.
    timestamp owner_said_at_{};
    timestamp doubted_at_{};

    known_people known_;
    crowd_reporter reporter_;
    std::uint64_t last_call_ = 0;
    std::unordered_map<std::uint64_t, call> calls_;
    std::multimap<seq_number, unshown_answer> unshown_;  ///< Their events are still to be shown.

    seq_number end_ = 0;        ///< Of the log, as far as it has been heard of.
    timestamp behind_since_{};  ///< None while everything is shown.
    timestamp read_at_{};
    bool is_reading_ = false;
    bool is_retired_ = false;
};

}  // namespace aula
