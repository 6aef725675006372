#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "live/followers.hpp"
#include "live/ownership.hpp"
#include "live/room.hpp"
#include "live/room_presence.hpp"
#include "store/event_log.hpp"

namespace aula {

/// The single writer of one live session: decides commands in order, saves their events, and only
/// then shows them.
///
/// Lives on: one shard.  It holds the state twice: `decided_`, ahead by what is being saved, and
/// `shown_`, what everybody has been shown; when saving fails, the first falls back to the second
/// and nothing has happened. When the log turns out to be ahead of it (a save whose end nobody
/// could find out had been done after all), it reads what it missed and shows that. At most one
/// batch is being saved; the next one gathers meanwhile, so that commits group by themselves.
/// Bound: `outcomes_max` waiting, beyond that `busy`.
class owned_room final : public room {
public:
    owned_room(
        session_id where, store& saved, const live_settings& settings, room_hooks hooks,
        live_metrics& counts, std::optional<tenure> by = {}
    );
    /// Goes on with what a retired room of this session holds.
    owned_room(room&& before, tenure by);

    /// Who is at another node, which has said so then.
    void take(const crowd_report& said, timestamp said_at);
    /// That node has ended; the database last heard of it then.
    void lose(const node_name& name, timestamp last_seen);
    bool is_connected(participant_id who) const { return people_.is_connected(who); }
    /// Who has no connection anywhere, as far as is known.
    std::vector<crowd::absence> absent(timestamp now) const;
    /// What the owner before knew of that when it gave the room away; before the log is read.
    void inherit(absences_told known) { people_.inherit(std::move(known)); }
    const followers& followed_by() const { return followers_; }
    std::int64_t epoch() const { return tenure_ ? tenure_->with.epoch : 0; }

    void arrive(const viewer& who, connection_key which, timestamp came) override;
    void depart(participant_id who, connection_key which, timestamp last_seen, leave_reason why)
        override;
    void submit(participant_id from, request_frame asked, answer_to answer) override;
    void act(command what, answer_to answer) override;
    void when_saved(std::function<void()> done) override;
    void tick() override;
    void checkpoint(std::function<void()> done) override;
    void retire() override;
    bool is_idle(timestamp now) const override;
    std::size_t waiting() const override { return outcomes_.size() + being_saved_; }
    const known_people& known() const override { return people_.known(); }
    known_people give_known() override { return people_.give_known(); }

private:
    struct outcome {
        answer_to answer;
        command_answer ruled;
        std::shared_ptr<logged_event> happened;  ///< Empty for a refusal.
    };
    using batch = std::vector<outcome>;

    void loaded() override;
    const session& ahead() const override { return decided_; }
    std::shared_ptr<owned_room> self() {
        return std::static_pointer_cast<owned_room>(shared_from_this());
    }

    void rule(const actor& by, const command& what, std::string key, answer_to answer);
    void enqueue(outcome out);
    void save_soon();
    void save_next();
    void settle(batch saved, const result<void>& committed);
    void note_saved();
    void complain_of(const error& failed);
    void give_up(batch failed, refusal why);
    void fall_back();
    void catch_up();
    void take_missed(const result<std::vector<logged_event>>& missed);
    void show(const batch& saved);
    void answer_late(batch saved, const result<void>& committed);
    void tell_followers(const batch& saved);
    void tell_followers_how_far(timestamp now);
    void system_command(
        participant_id about, const command& what,
        answer_to answer = [](const result<command_answer>&) {}
    );
    void take(const crowd_report::stay& said, connection_key which, timestamp said_at);
    void go(const room_presence::departure& of);
    void perform(room_presence::acts all);
    void perform(const room_presence::recovery&);
    void perform(room_presence::coming&& one);
    void perform(const room_presence::going& one);
    void perform(const room_presence::role_change& one);
    void recover_presence() { perform(people_.recover()); }
    logged_people logged() const { return logged_people(decided_.people, log_ahead_); }
    void set_clock();
    void resume_after_absence();
    void tell_plan();
    void end_when_due();
    /// A time of this server's clock as the log has it.
    timestamp in_log(timestamp at) const { return at + log_ahead_; }
    bool opens(const actor& by, const command& what) const;
    void reconcile();
    void count_heads(timestamp now);
    timestamp next_instant();

    session decided_;
    seq_number last_seq_ = 0;  ///< Of `decided_`.

    std::optional<tenure> tenure_;  ///< Empty where there is one server alone.
    followers followers_;
    room_presence people_;
    room_beat told_;  ///< The followers, last; with the absences that `people_` has.

    batch outcomes_;
    bool is_retired_ = false;
    bool is_saving_ = false;
    bool is_save_planned_ = false;
    std::size_t being_saved_ = 0;  ///< Outcomes of the batch that is on its way.

    timestamp checkpointed_at_{};
    /// By how much the log is ahead of the clock; zero unless that is more than a checkpoint.
    milliseconds log_ahead_{};
    timestamp staff_awaited_until_{};  ///< After a crash the staff has not left.
    bool must_reconcile_ = false;
    bool is_complained_of_ = false;  ///< The last save failed, and the log says so.
};

}  // namespace aula
