#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "live/follower_link.hpp"
#include "live/log_writer.hpp"
#include "live/ownership.hpp"
#include "live/room.hpp"
#include "live/room_presence.hpp"
#include "live/session_clock.hpp"
#include "live/system_writer.hpp"

namespace aula {

/// The room of one live session at the node that decides.
///
/// Lives on: one shard.  It only brings others together: `log_writer` decides and saves,
/// `room_presence` finds what is written about people who come and go, `session_clock` what the
/// server says about time, `system_writer` says it in the log, and `follower_link` speaks with the
/// nodes that follow the room. The shard has it while `ownership` is `owning`.
class owned_room final : public room, private writers_room {
public:
    /// `by`: empty where there is one server alone.
    owned_room(
        session_id where, store& saved, const live_settings& settings,
        std::shared_ptr<room_host> host, live_metrics& counts, std::optional<tenure> by = {}
    );
    /// Goes on with what a retired room of this session holds; `known` is what it gave away.
    owned_room(room&& before, known_people known, tenure by);

    /// Who is at another node, which has said so then.
    void take(const crowd_report& said, timestamp said_at);
    /// That node has ended; the database last heard of it then.
    void lose(const node_name& name, timestamp last_seen);
    const followers& followed_by() const { return link_->all(); }
    bool is_connected(participant_id who) const { return people_.is_connected(who); }
    /// Who has no connection anywhere, as far as is known.
    std::vector<crowd::absence> absent(timestamp now) const { return link_->absent(people_, now); }
    /// What the owner before knew of that when it gave the room away; before the log is read.
    void inherit(absences_told known) { people_.inherit(std::move(known)); }

    void arrive(const viewer& who, connection_key which, timestamp came) override;
    void depart(participant_id who, connection_key which, timestamp last_seen, leave_reason why)
        override;
    void submit(participant_id from, request_frame asked, answer_to answer) override;
    void act(command what, answer_to answer) override;
    void when_saved(std::function<void()> done) override { log_.when_saved(std::move(done)); }
    void tick() override;
    void checkpoint(std::function<void()> done) override { words_.checkpoint(std::move(done)); }
    void retire() override { log_.retire(); }
    bool is_idle(timestamp now) const override;
    std::size_t waiting() const override { return log_.waiting(); }
    const session& shown() const override { return shown_; }
    const known_people& known() const override { return people_.known(); }
    known_people give_known() override { return people_.give_known(); }

private:
    void loaded() override;
    const session& ahead() const override { return log_.decided(); }
    void show(const saved_events& saved) override;
    void not_saved() override { must_reconcile_ = true; }
    void event_decided() override { clock_.do_what_is_due(log_, hooks_.now()); }
    void fenced() override { hooks_.nodes()->doubt_owner(); }
    void post(std::function<void()> work) override { hooks_.post(std::move(work)); }
    std::shared_ptr<writers_room> keep() override { return {shared_from_this(), this}; }

    logged_people logged() const { return clock_.people_in(ahead()); }
    void take(const follower_link::news& all);
    void reconcile();

    const std::optional<timestamp> taken_over_at_;
    log_writer log_;
    room_presence people_;
    session_clock clock_;
    system_writer words_;
    std::optional<follower_link> link_;  ///< Empty where there is one server alone.
    bool must_reconcile_ = false;
};

}  // namespace aula
