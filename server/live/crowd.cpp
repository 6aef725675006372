#include "live/crowd.hpp"

#include <algorithm>
#include <utility>

namespace aula {

void crowd::arrive(
    participant_id who, connection_key which, std::string name, role as, timestamp came
) {
    const auto [at, is_new] = people_.try_emplace(who);
    auto& person = at->second;
    person.is_mixed = person.is_mixed || (!is_new && person.as != as);
    person.name = std::move(name);
    person.as = as;
    if (person.came == timestamp{} || came < person.came) person.came = came;
    if (find(who, which) == nullptr) person.connections.push_back({which, came});
}

void crowd::presume(participant_id who, std::string name, role as, timestamp last_seen) {
    const auto [at, is_new] = people_.try_emplace(who);
    auto& person = at->second;
    if (!is_new && person.connections.empty()) return;
    person.is_presumed = person.is_guess = true;
    person.last_seen = last_seen;
    person.why = leave_reason::lost;
    if (!person.ended.empty())
        correct(person, person.ended.back().last_seen, person.ended.back().why);
    if (!is_new) return;
    person.name = std::move(name);
    person.as = as;
    going_.push_back(who);
}

void crowd::settle() {
    for (auto& [who, person] : people_) {
        if (!person.connections.empty()) person.is_presumed = person.is_guess = false;
    }
}

void crowd::note_absent(const absence& gone) {
    const auto [at, is_new] = people_.try_emplace(gone.who);
    auto& person = at->second;
    if (!person.connections.empty()) {
        return keep_in_mind(gone.who, {gone.last_seen, gone.last_seen, gone.why}, person.came);
    }
    if (!is_new) return;  // they are known
    person.came = person.last_seen = gone.last_seen;
    person.why = gone.why;
    person.is_presumed = true;
    going_.push_back(gone.who);
}

void crowd::end_stay(participant_id who, timestamp now, milliseconds grace) {
    const auto found = people_.find(who);
    if (found == people_.end() || !found->second.connections.empty()) return;
    auto& person = found->second;
    if (now - person.last_seen < grace) return;
    keep_in_mind(who, {person.came, person.last_seen, person.why}, now);
    person.came = person.last_seen = {};
    person.is_presumed = person.is_guess = false;
}

void crowd::keep_in_mind(participant_id who, const stay& ended, timestamp back_at) {
    auto& all = people_.at(who).ended;
    if (all.size() == ended_max) all.erase(all.begin());
    all.push_back(ended);
    back_.emplace_back(back_at, who);
}

void crowd::forget_ended(timestamp when) {
    std::erase_if(back_, [&](const auto& each) {
        if (each.first >= when) return false;
        const auto found = people_.find(each.second);
        if (found != people_.end()) found->second.ended.clear();
        return true;
    });
}

void crowd::keep_local() {
    const auto is_elsewhere = [](const link& one) { return one.which.node != 0; };
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

const crowd::link* crowd::find(participant_id who, connection_key which) const {
    const auto* known = find(who);
    if (known == nullptr) return nullptr;
    const auto found = std::ranges::find(known->connections, which, &link::which);
    return found == known->connections.end() ? nullptr : &*found;
}

void crowd::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    const auto found = people_.find(who);
    if (found == people_.end()) return;
    auto& person = found->second;
    const auto is_it = [&which](const link& one) { return one.which == which; };
    if (std::erase_if(person.connections, is_it) == 0) return correct(person, last_seen, why);
    // What is known is better than a guess, also when it comes later.
    const bool was_guess = std::exchange(person.is_guess, false);
    person.last_seen = was_guess ? last_seen : std::max(person.last_seen, last_seen);
    person.why = why;
    if (person.connections.empty()) going_.push_back(who);
}

void crowd::note_end(participant_id who, timestamp last_seen, leave_reason why) {
    const auto found = people_.find(who);
    if (found != people_.end()) correct(found->second, last_seen, why);
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

std::vector<crowd::absence> crowd::absent(std::size_t most) const {
    std::vector<absence> gone;
    for (auto who = going_.rbegin(); who != going_.rend() && gone.size() < most; ++who) {
        const auto* known = find(*who);
        if (known == nullptr || !known->connections.empty()) continue;
        gone.push_back({*who, known->last_seen, known->why});
    }
    return gone;
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

void crowd::forget_absent(participant_id who) {
    const auto found = people_.find(who);
    if (found != people_.end() && found->second.connections.empty()) people_.erase(found);
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

std::optional<crowd::gap> crowd::take_gap(participant_id who, milliseconds grace) {
    const auto found = people_.find(who);
    if (found == people_.end() || found->second.connections.empty()) return {};
    auto& person = found->second;
    const auto first = std::ranges::min(person.connections, {}, &link::came).came;
    if (person.last_seen == timestamp{} || first - person.last_seen < grace) return {};
    const gap out{{who, person.last_seen, person.why}, first};
    person.came = first;
    person.last_seen = {};
    return out;
}

}  // namespace aula
