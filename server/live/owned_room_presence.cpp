#include <utility>
#include <variant>

#include "live/owned_room.hpp"

namespace aula {

void owned_room::arrive(const viewer& who, connection_key which, timestamp came) {
    used_at_ = hooks_.now();
    const room_presence::arrival of{who.who, which, who.name, who.as, came};
    perform(people_.arrived(of, used_at_, logged()));
    correct_viewer(who, which.shard);
}

void owned_room::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    go({who, which, last_seen, why});
    used_at_ = hooks_.now();
}

void owned_room::tick() {
    const auto now = hooks_.now();
    perform(people_.ticked(now, logged()));
    if (std::exchange(must_reconcile_, false)) reconcile();
    const bool is_due = now - checkpointed_at_ >= settings_.checkpoint;
    if (!known().here.is_empty() && is_due) checkpoint([] {});
    end_when_due();
    count_heads(now);
    if (tenure_) tell_followers_how_far(now);
}

// ---- what is written about people ----

void owned_room::perform(room_presence::acts all) {
    for (auto& each : all) {
        std::visit([this](auto& one) { perform(std::move(one)); }, each);
    }
}

void owned_room::perform(const room_presence::recovery&) {
    resume_after_absence();
    system_command({}, recover{}, [this](const result<command_answer>& said) {
        people_.recovered(is_settled(said));
    });
}

void owned_room::perform(room_presence::coming&& one) {
    const auto since = one.since ? std::optional(in_log(*one.since)) : std::nullopt;
    system_command(one.who, join{.name = std::move(one.name), .role = one.as, .since = since});
}

void owned_room::perform(const room_presence::going& one) {
    const leave left{.who = one.who, .last_seen = in_log(one.last_seen), .reason = one.why};
    system_command(one.who, left, [this, who = one.who](const result<command_answer>& said) {
        if (is_settled(said)) people_.going_saved(who);
    });
}

void owned_room::perform(const room_presence::role_change& one) {
    system_command({}, change_role{.who = one.who, .role = one.as});
}

void owned_room::checkpoint(std::function<void()> done) {
    checkpointed_at_ = hooks_.now();
    act(aula::checkpoint{}, [this, done = std::move(done)](const result<command_answer>& said) {
        if (!is_settled(said)) checkpointed_at_ = {};  // at the next tick again
        done();
    });
}

/// After something could not be saved: says again what is not in the log, in the order in which it
/// happened, and what everybody is.
void owned_room::reconcile() {
    if (log_ahead_ == milliseconds::zero()) set_clock();
    perform(people_.absences_again());
    perform(people_.people_again(logged()));
}

void owned_room::count_heads(timestamp now) {
    if (!audiences_.empty() && are_heads_due(present(), now)) publish_heads(present(), now);
}

}  // namespace aula
