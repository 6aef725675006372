#include "live/owned_room.hpp"

#include <utility>
#include <variant>

#include "domain/own_end.hpp"

namespace aula {
owned_room::owned_room(
    session_id where, store& saved, const live_settings& settings, std::shared_ptr<room_host> host,
    live_metrics& counts, std::optional<tenure> by
)
    : room(where, saved, settings, std::move(host), counts),
      taken_over_at_(by ? by->taken_over_at : std::nullopt),
      log_(
          where, saved, by ? std::optional(by->with) : std::nullopt, settings.outcomes_max, counts,
          *this
      ),
      people_(settings.grace, {}),
      clock_(where, settings) {
    if (by) link_.emplace(where, settings.grace, by->with.epoch, *hooks_.nodes());
}

owned_room::owned_room(room&& before, tenure by)
    : room(std::move(before)),
      taken_over_at_(by.taken_over_at),
      log_(where_, store_, by.with, settings_.outcomes_max, counts_, *this),
      people_(settings_.grace, before.give_known()),
      clock_(where_, settings_) {
    link_.emplace(where_, settings_.grace, by.with.epoch, *hooks_.nodes());
}

void owned_room::loaded() {
    const auto now = hooks_.now();
    log_.begin();
    checkpointed_at_ = now;
    clock_.set(log_, now);
    if (taken_over_at_) people_.take_over(*taken_over_at_, now, logged());
    if (!taken_over_at_) perform(people_.begin());
    if (ahead().life.has_begun_and_not_ended()) tell_plan();  // it may have changed meanwhile
    must_reconcile_ = link_.has_value();                      // who has come while nobody owned it
    if (link_) link_->beat(shown_seq_, present(), people_, now);
}

// ---- who comes and goes ----

void owned_room::arrive(const viewer& who, connection_key which, timestamp came) {
    used_at_ = hooks_.now();
    perform(people_.arrived({who.who, which, who.name, who.as, came}, used_at_, logged()));
    correct_viewer(who, which.shard);
}

void owned_room::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    used_at_ = hooks_.now();
    perform(people_.departed({who, which, last_seen, why}, used_at_, logged()));
}

void owned_room::take(const crowd_report& said, timestamp said_at) {
    if (!link_ || log_.is_retired() || said.epoch != link_->epoch()) return;  // for another owner
    take(link_->hear(said, said_at));
    link_->answer(said, people_, hooks_.now());
}

void owned_room::lose(const node_name& name, timestamp last_seen) {
    take(link_->lose(name, last_seen, hooks_.now()));
}

void owned_room::take(const follower_link::news& all) {
    for (const auto& each : all) {
        used_at_ = hooks_.now();
        perform(people_.told(each, used_at_, logged()));
    }
}

/// The acts in order, each against what the log has by then.
void owned_room::perform(const room_presence::acts& all) {
    for (const auto& each : all) {
        const bool is_recovery = std::holds_alternative<room_presence::recovery>(each);
        if (is_recovery) {
            if (auto resumed = clock_.resume(ahead(), hooks_.now())) {
                say({{}, *std::move(resumed)});
            }
        }
        if (is_recovery || std::holds_alternative<room_presence::going>(each)) {
            say(clock_.word_for(each), [this, each](const result<command_answer>& said) {
                people_.answered(each, is_settled(said));
            });
        } else {
            say(clock_.word_for(each));
        }
    }
}

// ---- what is asked ----

void owned_room::submit(participant_id from, request_frame asked, answer_to answer) {
    if (const auto before = answered(ahead(), from, asked.key)) {
        return log_.answer_again(*before, std::move(answer));
    }
    // That they came is not known yet, or could not be saved: it is said again, and so may this.
    if (ahead().people.find(from) == nullptr) return answer(command_answer{refusal::busy});
    perform(people_.recover());
    const actor by{
        .id = from,
        .as = role_of(ahead(), from),
        .at = clock_.next(ahead(), hooks_.now()),
        .is_system = false
    };
    if (opens(ahead(), by, asked.what)) tell_plan();
    log_.rule(by, asked.what, std::move(asked.key), std::move(answer));
}

void owned_room::act(command what, answer_to answer) {
    if (const auto* plan = std::get_if<plan_session>(&what)) {
        planned_ = {plan->starts_at, plan->ends_at};
    }
    if (const auto* gone = std::get_if<remove_participant>(&what)) {
        perform(people_.removing(gone->who, hooks_.now()));
    }
    // Noted before it is saved: if saving fails, `reconcile` says it again.
    if (const auto* change = std::get_if<change_role>(&what)) {
        people_.change_role(change->who, change->role);
    }
    perform(people_.recover());
    const actor by = system_of({});
    if (opens(ahead(), by, what)) tell_plan();
    log_.rule(by, what, {}, std::move(answer));
}

actor owned_room::system_of(participant_id about) const {
    const auto at = clock_.next(ahead(), hooks_.now());
    return {.id = about, .as = role::organizer, .at = at, .is_system = true};
}

/// What the server has seen; "no change" is a fine answer.
void owned_room::say(const system_word& one, answer_to answer) {
    perform(people_.recover());
    log_.rule(system_of(one.about), one.what, {}, std::move(answer));
}

/// The log has the planned time when the session is opened, and at each change until it ends.
void owned_room::tell_plan() {
    if (!planned_) return;
    say({{}, plan_session{.starts_at = planned_->from, .ends_at = planned_->to}});
}

void owned_room::show(const saved_events& saved) {
    auto shown = std::make_shared<publication>();
    for (const auto& happened : saved) add(*shown, *happened);
    publish(std::move(shown));
    if (link_) link_->grew(saved);
}

// ---- as time goes on ----

void owned_room::tick() {
    const auto now = hooks_.now();
    perform(people_.ticked(now, logged()));
    if (std::exchange(must_reconcile_, false)) reconcile();
    const bool is_due = now - checkpointed_at_ >= settings_.checkpoint;
    if (is_due && !known().here.is_empty()) checkpoint([] {});
    if (!people_.is_patient(now)) {
        if (const auto own = clock_.own_end(ahead(), now)) say({{}, *own});
    }
    clock_.do_what_is_due(log_, now);
    if (!audiences_.empty()) signal_heads(present(), now);
    if (link_) link_->beat(shown_seq_, present(), people_, now);
}

/// After something could not be saved: says again what is not in the log, in the order in which it
/// happened, and what everybody is.
void owned_room::reconcile() {
    if (!clock_.is_ahead()) clock_.set(log_, hooks_.now());
    perform(people_.absences_again());
    perform(people_.people_again(logged()));
}

void owned_room::checkpoint(std::function<void()> done) {
    checkpointed_at_ = hooks_.now();
    act(aula::checkpoint{}, [this, done = std::move(done)](const result<command_answer>& said) {
        if (!is_settled(said)) checkpointed_at_ = {};  // at the next tick again
        done();
    });
}

bool owned_room::is_idle(timestamp now) const {
    const bool is_followed = link_ && !link_->all().is_empty();
    return audiences_.empty() && !is_followed && known().here.is_empty() && log_.is_quiet() &&
           now - used_at_ >= settings_.room_idle &&
           !own_end_of(ahead(), settings_.own_end);  // no other node would end it
}

}  // namespace aula
