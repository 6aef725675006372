#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "live/followers.hpp"
#include "live/log_writer.hpp"
#include "live/ownership.hpp"
#include "live/room.hpp"
#include "live/room_presence.hpp"

namespace aula {

/// The room of one live session at the node that decides.
///
/// Lives on: one shard.  It brings together who writes the log (`log_writer`), what is written
/// about people who come and go (`room_presence`), and the nodes that follow the room
/// (`followers`). Bound: `outcomes_max` outcomes that wait to be saved, beyond that `busy`.
class owned_room final : public room, private writers_room {
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
    void when_saved(std::function<void()> done) override { log_.when_saved(std::move(done)); }
    void tick() override;
    void checkpoint(std::function<void()> done) override;
    void retire() override { log_.retire(); }
    bool is_idle(timestamp now) const override;
    std::size_t waiting() const override { return log_.waiting(); }
    const session& shown() const override { return shown_; }
    const known_people& known() const override { return people_.known(); }
    known_people give_known() override { return people_.give_known(); }

private:
    void loaded() override;
    const session& ahead() const override { return log_.decided(); }

    // For the log's writer.
    void show(const saved_events& saved) override;
    void not_saved() override { must_reconcile_ = true; }
    void fenced() override { hooks_.nodes->doubt_owner(); }
    void post(std::function<void()> work) override { hooks_.post(std::move(work)); }
    std::shared_ptr<writers_room> keep() override { return {shared_from_this(), this}; }

    void tell_followers(const saved_events& saved);
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
    logged_people logged() const { return logged_people(ahead().people, log_ahead_); }
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

    log_writer log_;
    std::optional<tenure> tenure_;  ///< Empty where there is one server alone.
    followers followers_;
    room_presence people_;
    room_beat told_;  ///< The followers, last; with the absences that `people_` has.

    timestamp checkpointed_at_{};
    /// By how much the log is ahead of the clock; zero unless that is more than a checkpoint.
    milliseconds log_ahead_{};
    timestamp staff_awaited_until_{};  ///< After a crash the staff has not left.
    bool must_reconcile_ = false;
};

}  // namespace aula
