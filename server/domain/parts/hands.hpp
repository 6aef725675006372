#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/event_place.hpp"
#include "domain/ruling.hpp"

namespace aula {

struct session;

/// The queue of raised hands, and who was called last. A part of `session`.
///
/// Raising, lowering and calling cost the logarithm of the queue, which may hold everybody.
class hands {
public:
    std::size_t count() const { return queue_.size(); }
    bool is_up(participant_id who) const { return raised_.contains(who); }
    /// At most `most` hands, the first one first, with their names.
    std::vector<hand_view> first(std::size_t most) const;
    const std::optional<called_view>& called() const { return called_; }

    /// Lowers a hand whose owner is no longer there, or is a lecturer or organizer by now.
    std::optional<command> due(timestamp now) const;

    void fold(const event_place& in, const hand_raised& e);
    void fold(const event_place& in, const hand_lowered& e);
    void fold(const event_place& in, const all_hands_lowered&);
    void fold(const event_place& in, const hand_called& e);
    void fold(const event_place& in, const session_ended&);
    void fold(const event_place& in, const session_started_over&);
    void fold(const event_place& in, const clock_corrected& e);
    // These are not shown to everybody, so they change nothing that is shown. They set what is due.
    void fold(const event_place& in, const participant_joined& e);
    void fold(const event_place& in, const participant_left& e);
    void fold(const event_place& in, const participant_removed& e);
    void fold(const event_place& in, const presence_recovered&);
    void fold(const event_place& in, const role_changed& e);

private:
    struct place {
        seq_number raised_by;                ///< The event.
        std::optional<timestamp> lowers_at;  ///< Empty while its owner is there.
    };
    void lower(participant_id who);
    void lower_all();
    void lower_at(participant_id who, std::optional<timestamp> when);

    std::map<seq_number, hand_view> queue_;
    std::unordered_map<participant_id, place> raised_;         ///< The same hands by their owners.
    std::set<std::pair<timestamp, participant_id>> lowering_;  ///< Those that have a `lowers_at`.
    std::optional<called_view> called_;
};

/// Everybody is shown the count, the first `limits::hands_shown` owners and who was called; the
/// staff also the owners' names.
void fill_view(hands_view& into, const session& state, audience_class as);

// The rules of raising a hand. A participant has one; being muted is about the chat only.
ruling decide_one(const session& state, const actor& by, const raise_hand&);
ruling decide_one(const session& state, const actor& by, const lower_hand& asked);
ruling decide_one(const session& state, const actor& by, const lower_all_hands&);
ruling decide_one(const session& state, const actor& by, const call_hand& asked);

}  // namespace aula
