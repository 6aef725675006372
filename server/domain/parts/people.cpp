#include "domain/parts/people.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "domain/session.hpp"
#include "domain/spans.hpp"
#include "domain/text.hpp"

namespace aula {

// ---- what it is ----

const person* people::find(participant_id who) const {
    const auto place = places_.find(who);
    return place == places_.end() ? nullptr : &all_[place->second];
}

std::optional<timestamp> people::proven_until() const {
    std::optional<timestamp> least;
    for (const auto& each : all_) {
        if (!each.is_present()) continue;
        const auto proven = std::max(checkpointed_at_, each.last_event_at);
        least = std::min(least.value_or(proven), proven);
    }
    return least;
}

role role_of(const session& state, participant_id who) {
    const auto* known = state.people.find(who);
    return known == nullptr ? role::attendee : known->role;
}

bool is_present(const session& state, participant_id who) {
    const auto* known = state.people.find(who);
    return known != nullptr && known->is_present();
}

std::vector<participant_id> present_people(const session& state) {
    std::vector<participant_id> here;
    here.reserve(state.people.present());
    for (const auto& each : state.people.all()) {
        if (each.is_present()) here.push_back(each.id);
    }
    return here;
}

// ---- what happens ----

person* people::find_to_change(participant_id who) {
    const auto place = places_.find(who);
    return place == places_.end() ? nullptr : &all_[place->second];
}

person& people::find_or_add(participant_id who) {
    const auto [place, is_new] = places_.try_emplace(who, all_.size());
    if (is_new) all_.emplace_back().id = who;
    return all_[place->second];
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

/// Is called with every role before it is taken.
void people::note_role(participant_id who, role as, seq_number at) {
    auto* known = find_to_change(who);
    if (known != nullptr && is_staff(known->role) != is_staff(as)) known->role_since = at;
}

void people::change_role_of(person& changed, role as) {
    if (changed.is_present() && is_staff(changed.role) != is_staff(as)) {
        staff_present_ += is_staff(as) ? 1 : static_cast<std::size_t>(-1);
        staff_seen_ = std::max(staff_seen_, changed.last_event_at);
    }
    changed.role = as;
}

void people::fold(const event_place& in, const participant_joined& e) {
    note_role(e.who, e.role, in.seq);
    auto& joined = find_or_add(e.who);
    joined.name = e.name;
    change_role_of(joined, e.role);
    if (joined.is_present()) return;
    const auto from = e.since.value_or(in.at);
    joined.presences.push_back({.from = from, .to = {}, .why = leave_reason::left});
    ++present_;
    if (is_staff(e.role)) ++staff_present_;
}

void people::fold(const event_place&, const participant_left& e) {
    auto* gone = find_to_change(e.who);
    if (gone == nullptr || !gone->is_present()) return;
    const bool is_proven = e.until > gone->presences.back().from;
    end_presence(*gone, e.until, e.reason);
    // A presence without any proof of life is dropped, so that it cannot join two real presences.
    if (!is_proven) gone->presences.pop_back();
}

void people::fold(const event_place& in, const presence_checkpointed&) {
    checkpointed_at_ = in.at;
}

/// Ends every presence where it was last proven: at the checkpoint or the person's own last event.
void people::fold(const event_place&, const presence_recovered&) {
    for (auto& each : all_) {
        end_presence(each, std::max(checkpointed_at_, each.last_event_at), leave_reason::lost);
    }
}

void people::fold(const event_place& in, const role_changed& e) {
    note_role(e.who, e.role, in.seq);
    auto* changed = find_to_change(e.who);
    if (changed == nullptr) return;
    change_role_of(*changed, e.role);
    changed->is_removed = false;
}

void people::fold(const event_place& in, const participant_removed& e) {
    auto& removed = find_or_add(e.who);
    removed.is_removed = true;
    end_presence(removed, in.at, leave_reason::removed);
}

void people::fold(const event_place&, const chat_posted& e) {
    if (auto* author = find_to_change(e.who)) ++author->messages;
}

void people::fold(const event_place& in, const session_started_over&) {
    for (auto& each : all_) {
        const bool is_here = each.is_present();
        each.presences.clear();
        if (is_here) each.presences.push_back({.from = in.at, .to = {}, .why = leave_reason::left});
        each.messages = 0;
    }
    staff_led_at_ = {};
}

void people::fold(const event_place& in, const session_resumed&) {
    staff_led_at_ = in.at;
}

void people::fold(const event_place&, const clock_corrected& e) {
    for (auto* at : {&staff_seen_, &staff_led_at_, &checkpointed_at_}) {
        move_earlier(*at, e.from, e.ahead_ms);
    }
    for (auto& each : all_) {
        move_earlier(each.last_event_at, e.from, e.ahead_ms);
        for (auto& stay : each.presences) {
            move_earlier(stay.from, e.from, e.ahead_ms);
            if (stay.to) move_earlier(*stay.to, e.from, e.ahead_ms);
        }
    }
}

namespace {

/// Coming and going prove that a browser is open, and not that somebody leads.
bool is_coming_or_going(const event& what) {
    return std::holds_alternative<participant_joined>(what) ||
           std::holds_alternative<participant_left>(what);
}

}  // namespace

void people::fold_author(const event_place& in, const logged_event& happened) {
    auto* author = find_to_change(happened.by);
    if (author == nullptr) return;
    author->last_event_at = in.at;
    if (!happened.key.empty()) author->keys.remember(happened.key, happened.seq);
    if (is_staff(author->role) && !is_coming_or_going(happened.what)) staff_led_at_ = in.at;
}

// ---- the rules ----

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
