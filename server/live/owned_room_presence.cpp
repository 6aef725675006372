#include <utility>

#include "live/owned_room.hpp"
#include "live/timing.hpp"

namespace aula {

void owned_room::arrive(const viewer& who, connection_key which, timestamp came) {
    come(who.who, which, who.name, who.as, came);
    correct_viewer(who, which.shard);
}

void owned_room::come(
    participant_id who, connection_key which, const std::string& name, role as, timestamp came
) {
    recover_presence();
    used_at_ = hooks_.now();
    if (!is_patient()) {
        const auto absent = crowd_.take_if_absent(who, came, settings_.grace);
        if (absent && !is_in_log(*absent)) note_leave(*absent);
    }
    crowd_.arrive(who, which, name, as, came);
    if (is_present(decided_, who)) return;
    const bool is_told_late = which.node != 0 || used_at_ - came >= timing::told_at_once;
    system_command(
        who,
        join{
            .name = name,
            .role = as,
            .since = is_told_late ? std::optional(in_log(came)) : std::nullopt
        }
    );
}

/// A presence that began so much later says that the absence before it has been written.
bool owned_room::is_in_log(const crowd::absence& gone) const {
    const auto* known = decided_.people.find(gone.who);
    return known != nullptr && known->is_present() &&
           known->presences.back().from - in_log(gone.last_seen) >= settings_.grace;
}

/// Somebody is here and was away before, which has become clear only now.
void owned_room::close_gap(participant_id who) {
    const auto found = crowd_.take_gap(who, settings_.grace);
    if (!found || is_in_log(found->before)) return;
    note_leave(found->before);
    const auto& person = *crowd_.find(who);
    system_command(who, join{.name = person.name, .role = person.as, .since = in_log(found->came)});
}

/// Their connections may be at other nodes, which are about to report them, or were at the owner
/// before, and they are about to come back. Until that is clear they are as if cut off just then.
void owned_room::presume_present(timestamp last_seen) {
    is_recovered_ = is_presuming_ = true;
    patient_until_ = hooks_.now() + timing::new_owner_patience;
    for (const auto& person : shown_.people.all()) {
        if (person.is_present() && !unsaved_absences_.contains(person.id)) {
            crowd_.presume(person.id, person.name, person.role, last_seen);
        }
    }
    // Older, it may know nothing of those who came back.
    if (last_seen - told_absent_.at >= timing::absences_told_max) return;
    for (const auto& gone : told_absent_.all) {
        crowd_.note_end(gone.who, gone.last_seen, gone.why);
    }
}

/// The other nodes have said who is there, and since when.
void owned_room::end_presuming() {
    if (!std::exchange(is_presuming_, false)) return;
    std::vector<participant_id> all;
    for (const auto& [who, person] : crowd_.people()) all.push_back(who);
    for (const auto who : all) close_gap(who);
    crowd_.settle();
    crowd_.forget_ended(timestamp::max());
}

void owned_room::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    go(who, which, last_seen, why);
    used_at_ = hooks_.now();
}

void owned_room::go(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    crowd_.depart(who, which, last_seen, why);
    if (!is_patient()) close_gap(who);
}

void owned_room::tick() {
    const auto now = hooks_.now();
    if (!is_patient()) {
        end_presuming();
        for (const auto& gone : crowd_.take_absent(now, settings_.grace)) note_leave(gone);
    }
    if (std::exchange(must_reconcile_, false)) reconcile();
    if (!crowd_.is_empty() && now - checkpointed_at_ >= settings_.checkpoint) checkpoint([] {});
    end_when_due();
    count_heads(now);
    if (tenure_) tell_followers_how_far(now);
}

/// Of two absences that could not be saved the first one counts: it ends the presence in the log.
void owned_room::note_leave(const crowd::absence& gone) {
    say_leave(unsaved_absences_.try_emplace(gone.who, gone).first->second);
}

void owned_room::say_leave(const crowd::absence& gone) {
    const leave left{.who = gone.who, .last_seen = in_log(gone.last_seen), .reason = gone.why};
    system_command(gone.who, left, [this, who = gone.who](const result<command_answer>& said) {
        if (is_settled(said)) unsaved_absences_.erase(who);
    });
}

/// Whoever was present when the server last stopped is credited up to the last checkpoint. Before
/// anything else is written: what somebody says now must not prove that they were here since then.
void owned_room::recover_presence() {
    if (is_recovered_ || std::exchange(is_recovering_, true)) return;
    resume_after_absence();
    system_command({}, recover{}, [this](const result<command_answer>& said) {
        is_recovering_ = false;
        is_recovered_ = is_settled(said);
    });
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
    recover_presence();
    const auto absences = unsaved_absences_;
    for (const auto& [who, gone] : absences) say_leave(gone);
    for (const auto& [who, person] : crowd_.people()) {
        if (person.connections.empty()) {
            // The log is what they were presumed from, or has their leaving already.
            if (person.is_presumed || is_logged(who, person.last_seen)) continue;
        }
        if (!is_present(decided_, who)) {
            system_command(
                who, join{.name = person.name, .role = person.as, .since = in_log(person.came)}
            );
        } else if (role_of(decided_, who) != person.as) {
            system_command({}, change_role{.who = who, .role = person.as});
        }
    }
}

void owned_room::count_heads(timestamp now) {
    if (!audiences_.empty() && are_heads_due(present(), now)) publish_heads(present(), now);
}

}  // namespace aula
