#include "live/owned_room.hpp"

#include <utility>

#include "domain/decide.hpp"

namespace aula {
namespace {

std::optional<fence> fence_of(const std::optional<tenure>& by) {
    return by ? std::optional(by->with) : std::nullopt;
}

}  // namespace

owned_room::owned_room(
    session_id where, store& saved, const live_settings& settings, room_hooks hooks,
    live_metrics& counts, std::optional<tenure> by
)
    : room(where, saved, settings, std::move(hooks), counts),
      log_(where, saved, fence_of(by), settings.outcomes_max, counts, *this),
      tenure_(std::move(by)),
      people_(settings.grace, {}) {}

owned_room::owned_room(room&& before, tenure by)
    : room(std::move(before)),
      log_(where_, store_, by.with, settings_.outcomes_max, counts_, *this),
      tenure_(std::move(by)),
      people_(settings_.grace, before.give_known()) {}

void owned_room::loaded() {
    log_.begin();
    checkpointed_at_ = hooks_.now();
    set_clock();
    if (tenure_ && tenure_->taken_over_at) {
        people_.take_over(*tenure_->taken_over_at, hooks_.now(), logged());
    } else {
        perform(people_.begin());
    }
    if (ahead().life.has_begun_and_not_ended()) tell_plan();  // it may have changed meanwhile
    must_reconcile_ = tenure_.has_value();                    // who has come while nobody owned it
    if (tenure_) tell_followers_how_far(hooks_.now());
}

void owned_room::submit(participant_id from, request_frame asked, answer_to answer) {
    if (const auto before = answered(ahead(), from, asked.key)) {
        return log_.answer_again(*before, std::move(answer));
    }
    // That they came is not known yet, or could not be saved: it is said again, and so may this.
    if (ahead().people.find(from) == nullptr) return answer(command_answer{refusal::busy});
    recover_presence();
    const actor by{
        .id = from, .as = role_of(ahead(), from), .at = next_instant(), .is_system = false
    };
    if (opens(by, asked.what)) tell_plan();
    log_.rule(by, asked.what, std::move(asked.key), std::move(answer));
}

void owned_room::act(command what, answer_to answer) {
    if (const auto* plan = std::get_if<plan_session>(&what)) {
        planned_ = {plan->starts_at, plan->ends_at};
    }
    if (const auto* gone = std::get_if<remove_participant>(&what)) {
        perform(people_.removing(gone->who, hooks_.now()));
    }
    // Noted before it is saved: should that fail, `reconcile` says it again.
    if (const auto* change = std::get_if<change_role>(&what)) {
        people_.change_role(change->who, change->role);
    }
    recover_presence();
    const actor by{.id = {}, .as = role::organizer, .at = next_instant(), .is_system = true};
    if (opens(by, what)) tell_plan();
    log_.rule(by, what, {}, std::move(answer));
}

/// The system states what it has seen of somebody; "no change" is a fine answer.
void owned_room::system_command(participant_id about, const command& what, answer_to answer) {
    recover_presence();
    const actor by{.id = about, .as = role::organizer, .at = next_instant(), .is_system = true};
    log_.rule(by, what, {}, std::move(answer));
}

void owned_room::show(const saved_events& saved) {
    auto shown = std::make_shared<publication>();
    for (const auto& happened : saved) add(*shown, *happened);
    publish(std::move(shown));
    if (!followers_.is_empty()) tell_followers(saved);
}

bool owned_room::is_idle(timestamp now) const {
    return audiences_.empty() && followers_.is_empty() && known().here.is_empty() &&
           log_.is_quiet() && now - used_at_ >= settings_.room_idle &&
           !own_end_of(ahead(), settings_.own_end);  // nobody else would end it
}

timestamp owned_room::next_instant() {
    return not_before(ahead(), in_log(hooks_.now()));
}

}  // namespace aula
