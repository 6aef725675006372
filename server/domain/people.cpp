#include "domain/people.hpp"

#include <algorithm>

#include "domain/session.hpp"
#include "domain/spans.hpp"
#include "domain/text.hpp"

namespace aula {

const person* people::find(participant_id who) const {
    const auto place = places_.find(who);
    return place == places_.end() ? nullptr : &all_[place->second];
}

person* people::find_to_change(participant_id who) {
    const auto place = places_.find(who);
    return place == places_.end() ? nullptr : &all_[place->second];
}

person& people::find_or_add(participant_id who) {
    const auto [place, is_new] = places_.try_emplace(who, all_.size());
    if (is_new) all_.emplace_back().id = who;
    return all_[place->second];
}

void people::join(participant_id who, const std::string& name, role as, timestamp from) {
    auto& joined = find_or_add(who);
    joined.name = name;
    change_role_of(joined, as);
    if (joined.is_present()) return;
    joined.presences.push_back({.from = from, .to = {}, .why = leave_reason::left});
    ++present_;
    if (is_staff(as)) ++staff_present_;
}

void people::end_presence(person& of, timestamp until, leave_reason why) {
    if (!of.is_present()) return;
    auto& last = of.presences.back();
    last.to = std::max(until, last.from);
    last.why = why;
    --present_;
    if (!is_staff(of.role)) return;
    --staff_present_;
    staff_seen_ = std::max(staff_seen_, *last.to);
}

void people::leave(participant_id who, timestamp until, leave_reason why) {
    auto* gone = find_to_change(who);
    if (gone == nullptr || !gone->is_present()) return;
    const bool is_proven = until > gone->presences.back().from;
    end_presence(*gone, until, why);
    // Whoever was never heard after coming was not there, and bridges no gap between two times when
    // they were.
    if (!is_proven) gone->presences.pop_back();
}

void people::remove(participant_id who, timestamp at) {
    auto& removed = find_or_add(who);
    removed.is_removed = true;
    end_presence(removed, at, leave_reason::removed);
}

void people::note_role(participant_id who, role as, seq_number at) {
    auto* known = find_to_change(who);
    if (known != nullptr && is_staff(known->role) != is_staff(as)) known->role_since = at;
}

void people::change_role(participant_id who, role as) {
    auto* changed = find_to_change(who);
    if (changed == nullptr) return;
    change_role_of(*changed, as);
    changed->is_removed = false;
}

void people::change_role_of(person& changed, aula::role as) {
    if (changed.is_present() && is_staff(changed.role) != is_staff(as)) {
        staff_present_ += is_staff(as) ? 1 : static_cast<std::size_t>(-1);
        staff_seen_ = std::max(staff_seen_, changed.last_event_at);
    }
    changed.role = as;
}

std::optional<timestamp> people::proven_until(timestamp checkpointed_at) const {
    std::optional<timestamp> least;
    for (const auto& each : all_) {
        if (!each.is_present()) continue;
        const auto proven = std::max(checkpointed_at, each.last_event_at);
        least = std::min(least.value_or(proven), proven);
    }
    return least;
}

void people::start_over(timestamp at) {
    for (auto& each : all_) {
        const bool is_here = each.is_present();
        each.presences.clear();
        if (is_here) each.presences.push_back({.from = at, .to = {}, .why = leave_reason::left});
        each.messages = 0;
    }
}

void people::shift(timestamp from, milliseconds by) {
    move_earlier(staff_seen_, from, by);
    for (auto& each : all_) {
        move_earlier(each.last_event_at, from, by);
        for (auto& stay : each.presences) {
            move_earlier(stay.from, from, by);
            if (stay.to) move_earlier(*stay.to, from, by);
        }
    }
}

void people::mute(participant_id who) {
    auto* muted = find_to_change(who);
    if (muted == nullptr || muted->is_muted) return;
    muted->is_muted = true;
    muted_.push_back(who);
}

void people::unmute(participant_id who) {
    if (auto* unmuted = find_to_change(who)) unmuted->is_muted = false;
    std::erase(muted_, who);
}

void people::count_message(participant_id who) {
    if (auto* author = find_to_change(who)) ++author->messages;
}

void people::recover(timestamp checkpointed_at) {
    for (auto& each : all_) {
        end_presence(each, std::max(checkpointed_at, each.last_event_at), leave_reason::lost);
    }
}

void people::note_event(
    participant_id by, const std::string& key, seq_number became, timestamp at
) {
    auto* author = find_to_change(by);
    if (author == nullptr) return;
    author->last_event_at = at;
    if (!key.empty()) author->keys.remember(key, became);
}

namespace {

/// When somebody came of whom that is told only at `now`; empty when it is not before. Nor when
/// they have left since: whoever says so has missed that, as a server does that stood still, and
/// what it says of the time between is not proven.
std::optional<timestamp> earlier_coming(
    const person* known, std::optional<timestamp> asked, timestamp now
) {
    if (!asked) return {};
    const bool was_here = known != nullptr && !known->presences.empty();
    const auto gone_since = was_here ? known->presences.back().to.value_or(now) : timestamp{};
    return *asked >= gone_since && *asked < now ? asked : std::nullopt;
}

}  // namespace

ruling decide_one(const session& state, const actor& by, const join& asked) {
    if (!by.id) return refusal::unknown_participant;
    const auto* known = state.people.find(by.id);
    if (known != nullptr && known->is_removed) return refusal::removed;
    if (known != nullptr && known->is_present()) return refusal::no_change;
    auto name = clean_name(asked.name);
    if (name.empty()) return refusal::text_empty;
    return participant_joined{
        .who = by.id,
        .name = std::move(name),
        .role = asked.role,
        .since = earlier_coming(known, asked.since, by.at)
    };
}

ruling decide_one(const session& state, const actor& by, const leave& asked) {
    const auto* known = state.people.find(asked.who);
    if (known == nullptr) return refusal::unknown_participant;
    if (!known->is_present()) return refusal::no_change;
    const auto since = known->presences.back().from;
    const auto until = std::clamp(asked.last_seen, since, std::max(since, by.at));
    return participant_left{.who = asked.who, .until = until, .reason = asked.reason};
}

ruling decide_one(const session& state, const actor&, const checkpoint&) {
    if (state.people.present() == 0) return refusal::no_change;
    return presence_checkpointed{};
}

ruling decide_one(const session& state, const actor&, const recover&) {
    if (state.people.present() == 0) return refusal::no_change;
    return presence_recovered{};
}

ruling decide_one(const session& state, const actor&, const mute_participant& asked) {
    const auto* known = state.people.find(asked.who);
    if (known == nullptr || known->is_removed) return refusal::unknown_participant;
    if (is_staff(known->role)) return refusal::not_permitted;  // nobody takes the lecturer's voice
    if (known->is_muted) return refusal::no_change;
    return participant_muted{.who = asked.who};
}

ruling decide_one(const session& state, const actor&, const unmute_participant& asked) {
    const auto* known = state.people.find(asked.who);
    if (known == nullptr) return refusal::unknown_participant;
    if (!known->is_muted) return refusal::no_change;
    return participant_unmuted{.who = asked.who};
}

ruling decide_one(const session& state, const actor&, const change_role& asked) {
    const auto* known = state.people.find(asked.who);
    if (known == nullptr) return refusal::unknown_participant;
    if (known->role == asked.role && !known->is_removed) return refusal::no_change;
    return role_changed{.who = asked.who, .role = asked.role};
}

ruling decide_one(const session& state, const actor&, const remove_participant& asked) {
    if (!asked.who) return refusal::unknown_participant;
    const auto* known = state.people.find(asked.who);
    if (known != nullptr && known->is_removed) return refusal::no_change;
    return participant_removed{.who = asked.who};  // also who never came: their ticket may be out
}

}  // namespace aula
