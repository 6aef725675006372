#include "domain/parts/hands.hpp"

#include "domain/session.hpp"
#include "domain/spans.hpp"

namespace aula {
namespace {

/// After the server has stopped, browsers come back within this time, and a hand stays up.
constexpr seconds return_time{15};

}  // namespace

std::vector<hand_view> hands::first(std::size_t most) const {
    std::vector<hand_view> shown;
    for (const auto& [raised_by, hand] : queue_) {
        if (shown.size() == most) break;
        shown.push_back(hand);
    }
    return shown;
}

std::optional<command> hands::due(timestamp now) const {
    if (lowering_.empty() || lowering_.begin()->first > now) return {};
    return lower_hand{.who = lowering_.begin()->second};
}

void fill_view(hands_view& into, const session& state, audience_class as) {
    into.count = static_cast<int>(state.hands.count());
    into.queue = state.hands.first(limits::hands_shown);
    into.called = state.hands.called();
    if (as != audience_class::everyone) return;
    for (auto& hand : into.queue) hand.name.reset();
}

// ---- what happens ----

void hands::lower(participant_id who) {
    lower_at(who, {});
    const auto found = raised_.find(who);
    if (found == raised_.end()) return;
    queue_.erase(found->second.raised_by);
    raised_.erase(found);
}

void hands::lower_all() {
    queue_.clear();
    raised_.clear();
    lowering_.clear();
}

void hands::lower_at(participant_id who, std::optional<timestamp> when) {
    const auto found = raised_.find(who);
    if (found == raised_.end()) return;
    auto& lowers_at = found->second.lowers_at;
    if (lowers_at) lowering_.erase({*lowers_at, who});
    lowers_at = when;
    if (when) lowering_.emplace(*when, who);
}

void hands::fold(const event_place& in, const hand_raised& e) {
    if (!raised_.try_emplace(e.who, place{in.seq, {}}).second) return;
    queue_.emplace(in.seq, hand_view{.who = e.who, .name = e.name});
}

void hands::fold(const event_place&, const hand_lowered& e) {
    lower(e.who);
}

void hands::fold(const event_place&, const all_hands_lowered&) {
    lower_all();
}

void hands::fold(const event_place& in, const hand_called& e) {
    lower(e.who);
    called_ = called_view{.who = e.who, .name = e.name, .at = in.at};
}

void hands::fold(const event_place&, const session_ended&) {
    lower_all();
    called_.reset();
}

void hands::fold(const event_place&, const session_started_over&) {
    lower_all();
    called_.reset();
}

void hands::fold(const event_place&, const clock_corrected& e) {
    if (called_) move_earlier(called_->at, e.from, e.ahead_ms);
    const auto before = lowering_;
    for (const auto& [when, who] : before) {
        auto earlier = when;
        move_earlier(earlier, e.from, e.ahead_ms);
        lower_at(who, earlier);
    }
}

void hands::fold(const event_place& in, const participant_joined& e) {
    lower_at(e.who, may(e.role, raise_hand{}) ? std::nullopt : std::optional(in.at));
}

void hands::fold(const event_place& in, const participant_left& e) {
    lower_at(e.who, in.at);
}

void hands::fold(const event_place& in, const participant_removed& e) {
    lower_at(e.who, in.at);
}

void hands::fold(const event_place& in, const presence_recovered&) {
    for (const auto& [raised_by, hand] : queue_) lower_at(hand.who, in.at + return_time);
}

void hands::fold(const event_place& in, const role_changed& e) {
    if (!may(e.role, raise_hand{})) lower_at(e.who, in.at);
}

// ---- the rules ----

ruling decide_one(const session& state, const actor& by, const raise_hand&) {
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    const auto* owner = state.people.find(by.id);
    if (owner == nullptr) return refusal::unknown_participant;
    if (!owner->is_present()) return refusal::busy;  // the log does not know yet that they are here
    if (state.hands.is_up(by.id)) return refusal::no_change;
    return hand_raised{.who = by.id, .name = owner->name};
}

ruling decide_one(const session& state, const actor& by, const lower_hand& asked) {
    const auto whose = asked.who.value_or(by.id);
    const bool is_own = whose == by.id;
    if (!is_own && !by.is_system && !is_staff(by.as)) return refusal::not_permitted;
    if (state.people.find(whose) == nullptr) return refusal::unknown_participant;
    if (!state.hands.is_up(whose)) return refusal::no_change;
    return hand_lowered{.who = whose};
}

ruling decide_one(const session& state, const actor&, const lower_all_hands&) {
    if (state.hands.count() == 0) return refusal::no_change;
    return all_hands_lowered{};
}

ruling decide_one(const session& state, const actor&, const call_hand& asked) {
    const auto* owner = state.people.find(asked.who);
    if (owner == nullptr) return refusal::unknown_participant;
    if (!state.hands.is_up(asked.who)) return refusal::no_change;
    return hand_called{.who = asked.who, .name = owner->name};
}

}  // namespace aula
