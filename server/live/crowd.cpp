#include "live/crowd.hpp"

#include <algorithm>
#include <utility>

namespace aula {

void crowd::arrive(participant_id who, connection_key which, std::string name, role as) {
    const auto [at, is_new] = people_.try_emplace(who);
    auto& person = at->second;
    person.is_mixed = person.is_mixed || (!is_new && person.as != as);
    person.name = std::move(name);
    person.as = as;
    person.is_presumed = person.is_guess = false;
    if (std::ranges::find(person.connections, which) == person.connections.end()) {
        person.connections.push_back(which);
    }
}

void crowd::presume(participant_id who, std::string name, role as, timestamp last_seen) {
    const auto [at, is_new] = people_.try_emplace(who);
    if (!is_new) return;
    auto& person = at->second;
    person.name = std::move(name);
    person.as = as;
    person.last_seen = last_seen;
    person.why = leave_reason::lost;
    person.is_presumed = person.is_guess = true;
    going_.push_back(who);
}

void crowd::note_absent(const absence& gone) {
    presume(gone.who, {}, role::attendee, gone.last_seen);
    auto& person = people_.at(gone.who);
    if (!person.is_guess) return;  // they are known
    person.why = gone.why;
    person.is_guess = false;
}

void crowd::keep_local() {
    const auto is_elsewhere = [](const connection_key& one) { return one.node != 0; };
    for (auto at = people_.begin(); at != people_.end();) {
        auto& connections = at->second.connections;
        const bool was_elsewhere = std::erase_if(connections, is_elsewhere) > 0;
        at = connections.empty() && was_elsewhere ? people_.erase(at) : std::next(at);
    }
}

const crowd::person* crowd::find(participant_id who) const {
    const auto found = people_.find(who);
    return found == people_.end() ? nullptr : &found->second;
}

void crowd::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    const auto found = people_.find(who);
    if (found == people_.end()) return;
    auto& person = found->second;
    if (std::erase(person.connections, which) == 0) return correct(person, last_seen, why);
    person.last_seen = std::max(person.last_seen, last_seen);
    person.why = why;
    if (person.connections.empty()) going_.push_back(who);
}

/// What is reported of somebody who is presumed is better than the guess; of two reports the later
/// end counts.
void crowd::correct(person& of, timestamp last_seen, leave_reason why) {
    if (!of.is_presumed) return;
    if (!std::exchange(of.is_guess, false) && last_seen <= of.last_seen) return;
    of.last_seen = last_seen;
    of.why = why;
}

void crowd::change_role(participant_id who, role as) {
    const auto found = people_.find(who);
    if (found == people_.end() || found->second.as == as) return;
    found->second.as = as;
    found->second.is_mixed = true;
}

bool crowd::is_mixed(participant_id who) const {
    const auto found = people_.find(who);
    return found != people_.end() && found->second.is_mixed;
}

std::vector<crowd::absence> crowd::take_absent(timestamp now, milliseconds grace) {
    std::vector<absence> gone;
    std::erase_if(going_, [&](participant_id who) {
        const auto found = people_.find(who);
        if (found == people_.end() || !found->second.connections.empty()) return true;
        const auto absent = take_if_absent(who, now, grace);
        if (absent) gone.push_back(*absent);
        return absent.has_value();
    });
    return gone;
}

void crowd::forget_absent_if(const std::function<bool(participant_id, const person&)>& holds) {
    std::erase_if(going_, [&](participant_id who) {
        const auto found = people_.find(who);
        if (found == people_.end() || !found->second.connections.empty()) return true;
        if (!holds(who, found->second)) return false;
        people_.erase(found);
        return true;
    });
}

std::optional<crowd::absence> crowd::take_if_absent(
    participant_id who, timestamp now, milliseconds grace
) {
    const auto found = people_.find(who);
    if (found == people_.end() || !found->second.connections.empty()) return {};
    if (now - found->second.last_seen < grace) return {};
    const absence gone{who, found->second.last_seen, found->second.why};
    people_.erase(found);
    return gone;
}

}  // namespace aula
