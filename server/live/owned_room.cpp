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
      clock_(where, settings),
      words_(log_, clock_, people_, hooks_) {
    if (by) link_.emplace(where, settings.grace, by->with.epoch, *hooks_.nodes());
}

owned_room::owned_room(room&& before, known_people known, tenure by)
    : room(std::move(before)),
      taken_over_at_(by.taken_over_at),
      log_(where_, store_, by.with, settings_.outcomes_max, counts_, *this),
      people_(settings_.grace, std::move(known)),
      clock_(where_, settings_),
      words_(log_, clock_, people_, hooks_) {
    link_.emplace(where_, settings_.grace, by.with.epoch, *hooks_.nodes());
}

void owned_room::loaded() {
    const auto now = hooks_.now();
    log_.begin();
    words_.begin(now);
    clock_.set(log_, now);
    if (taken_over_at_) people_.take_over(*taken_over_at_, now, logged());
    if (!taken_over_at_) words_.perform(people_.begin());
    // It may have changed meanwhile.
    if (ahead().life.has_begun_and_not_ended()) words_.tell_plan(planned_);
    must_reconcile_ = link_.has_value();  // who has come while nobody owned it
    if (link_) link_->beat(shown_seq_, present(), people_, now);
}

void owned_room::arrive(const viewer& who, connection_key which, timestamp came) {
    used_at_ = hooks_.now();
    words_.perform(people_.arrived({who.who, which, who.name, who.as, came}, used_at_, logged()));
    correct_viewer(who, which.shard);
}

void owned_room::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    used_at_ = hooks_.now();
    words_.perform(people_.departed({who, which, last_seen, why}, used_at_, logged()));
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
        words_.perform(people_.told(each, used_at_, logged()));
    }
}

void owned_room::submit(participant_id from, request_frame asked, answer_to answer) {
    if (const auto before = answered(ahead(), from, asked.key)) {
        return log_.answer_again(*before, std::move(answer));
    }
    // That they came is not known yet, or could not be saved: it is said again, and so may this.
    if (ahead().people.find(from) == nullptr) return answer(command_answer{refusal::busy});
    words_.perform(people_.recover());
    const actor by{
        .id = from,
        .as = role_of(ahead(), from),
        .at = clock_.next(ahead(), hooks_.now()),
        .is_system = false
    };
    if (opens(ahead(), by, asked.what)) words_.tell_plan(planned_);
    log_.rule(by, asked.what, std::move(asked.key), std::move(answer));
}

void owned_room::act(command what, answer_to answer) {
    if (const auto* plan = std::get_if<plan_session>(&what)) {
        planned_ = {plan->starts_at, plan->ends_at};
    }
    if (const auto* gone = std::get_if<remove_participant>(&what)) {
        words_.perform(people_.removing(gone->who, hooks_.now()));
    }
    // Noted before it is saved: if saving fails, `reconcile` says it again.
    if (const auto* change = std::get_if<change_role>(&what)) {
        people_.change_role(change->who, change->role);
    }
    words_.perform(people_.recover());
    const actor by = words_.author();
    if (opens(ahead(), by, what)) words_.tell_plan(planned_);
    log_.rule(by, what, {}, std::move(answer));
}

void owned_room::show(const saved_events& saved) {
    auto shown = std::make_shared<publication>();
    for (const auto& happened : saved) add(*shown, *happened);
    publish(std::move(shown));
    if (link_) link_->grew(saved);
}

void owned_room::tick() {
    const auto now = hooks_.now();
    words_.perform(people_.ticked(now, logged()));
    if (std::exchange(must_reconcile_, false)) reconcile();
    const bool is_due = now - words_.checkpointed_at() >= settings_.checkpoint;
    if (is_due && !known().here.is_empty()) checkpoint([] {});
    if (!people_.is_patient(now)) {
        if (const auto own = clock_.own_end(ahead(), now)) words_.say({{}, *own});
    }
    clock_.do_what_is_due(log_, now);
    if (!audiences_.empty()) signal_heads(present(), now);
    if (link_) link_->beat(shown_seq_, present(), people_, now);
}

/// After something could not be saved: says again what is not in the log, in the order in which it
/// happened, and what everybody is.
void owned_room::reconcile() {
    if (!clock_.is_ahead()) clock_.set(log_, hooks_.now());
    words_.perform(people_.absences_again());
    words_.perform(people_.people_again(logged()));
}

bool owned_room::is_idle(timestamp now) const {
    const bool is_followed = link_ && !link_->all().is_empty();
    return audiences_.empty() && !is_followed && known().here.is_empty() && log_.is_quiet() &&
           now - used_at_ >= settings_.room_idle &&
           !own_end_of(ahead(), settings_.own_end);  // no other node would end it
}

}  // namespace aula
