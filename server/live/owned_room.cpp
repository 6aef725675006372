#include "live/owned_room.hpp"

#include <utility>

#include "domain/decide.hpp"
#include "domain/fold.hpp"

namespace aula {

owned_room::owned_room(
    session_id where, store& saved, const live_settings& settings, room_hooks hooks,
    live_metrics& counts, std::optional<tenure> by
)
    : room(where, saved, settings, std::move(hooks), counts),
      decided_(where),
      tenure_(std::move(by)),
      people_(settings.grace, {}) {}

owned_room::owned_room(room&& before, tenure by)
    : room(std::move(before)),
      decided_(where_),
      tenure_(std::move(by)),
      people_(settings_.grace, before.give_known()) {}

void owned_room::loaded() {
    decided_ = shown_;
    last_seq_ = shown_seq_;
    checkpointed_at_ = hooks_.now();
    set_clock();
    if (tenure_ && tenure_->taken_over_at) {
        people_.take_over(*tenure_->taken_over_at, hooks_.now(), logged());
    } else {
        perform(people_.begin());
    }
    if (decided_.life.has_begun_and_not_ended()) tell_plan();  // it may have changed meanwhile
    must_reconcile_ = tenure_.has_value();                     // who has come while nobody owned it
    if (tenure_) tell_followers_how_far(hooks_.now());
}

void owned_room::retire() {
    is_retired_ = true;
    give_up(std::exchange(outcomes_, {}), refusal::busy);
}

void owned_room::submit(participant_id from, request_frame asked, answer_to answer) {
    if (const auto before = answered(decided_, from, asked.key)) {
        return enqueue({std::move(answer), *before, nullptr});
    }
    // That they came is not known yet, or could not be saved: it is said again, and so may this.
    if (decided_.people.find(from) == nullptr) return answer(command_answer{refusal::busy});
    recover_presence();
    const actor by{
        .id = from, .as = role_of(decided_, from), .at = next_instant(), .is_system = false
    };
    if (opens(by, asked.what)) tell_plan();
    rule(by, asked.what, std::move(asked.key), std::move(answer));
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
    rule(by, what, {}, std::move(answer));
}

/// The system states what it has seen of somebody; "no change" is a fine answer.
void owned_room::system_command(participant_id about, const command& what, answer_to answer) {
    recover_presence();
    const actor by{.id = about, .as = role::organizer, .at = next_instant(), .is_system = true};
    rule(by, what, {}, std::move(answer));
}

void owned_room::rule(const actor& by, const command& what, std::string key, answer_to answer) {
    if (is_retired_ || outcomes_.size() >= settings_.outcomes_max) {
        must_reconcile_ = true;
        return answer(command_answer{refusal::busy});
    }
    counts_.asked(what);
    const auto ruled = decide(decided_, by, what);
    if (!ruled) return enqueue({std::move(answer), ruled.refused(), nullptr});
    auto happened = std::make_shared<logged_event>(logged_event{
        .seq = ++last_seq_, .at = by.at, .by = by.id, .key = std::move(key), .what = *ruled
    });
    fold(decided_, *happened);
    enqueue({std::move(answer), happened->seq, std::move(happened)});
}

void owned_room::enqueue(outcome out) {
    // Even a refusal waits: it may rest on what is not saved yet.
    outcomes_.push_back(std::move(out));
    save_soon();
}

void owned_room::when_saved(std::function<void()> done) {
    if (!is_saving_ && outcomes_.empty()) return done();
    auto answer = [done = std::move(done)](const result<command_answer>&) { done(); };
    enqueue({std::move(answer), refusal::no_change, nullptr});
}

bool owned_room::is_idle(timestamp now) const {
    return audiences_.empty() && followers_.is_empty() && known().here.is_empty() &&
           outcomes_.empty() && !is_saving_ && now - used_at_ >= settings_.room_idle &&
           !own_end_of(decided_, settings_.own_end);  // nobody else would end it
}

timestamp owned_room::next_instant() {
    return not_before(decided_, in_log(hooks_.now()));
}

}  // namespace aula
