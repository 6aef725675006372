#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/event_place.hpp"
#include "domain/person.hpp"
#include "domain/ruling.hpp"

namespace aula {

struct session;

/// Who is there, in which role, in the order they came. A part of `session`, of which nothing is in
/// the view. Finding one is O(1); a copy is one allocation or two a person, so that a report of ten
/// thousand costs a few milliseconds.
class people {
public:
    const person* find(participant_id who) const;
    const std::vector<person>& all() const { return all_; }
    std::size_t present() const { return present_; }
    /// Members of the staff who are present.
    std::size_t staff_present() const { return staff_present_; }
    /// Until when a member of the staff was proven to be present; the epoch before the first, and
    /// without meaning while one is present.
    timestamp staff_seen() const { return staff_seen_; }
    /// The last sign of the staff: something that one of them did, or, when nobody could be asked
    /// meanwhile, the server's return. The epoch before the first.
    timestamp staff_led_at() const { return staff_led_at_; }
    /// Until when the presence of everybody who is present is proven, if the server stopped now;
    /// empty when nobody is.
    std::optional<timestamp> proven_until() const;

    void fold(const event_place& in, const participant_joined& e);
    void fold(const event_place& in, const participant_left& e);
    void fold(const event_place& in, const presence_checkpointed&);
    void fold(const event_place& in, const presence_recovered&);
    void fold(const event_place& in, const role_changed& e);  ///< Lets in again who was removed.
    void fold(const event_place& in, const participant_removed& e);
    void fold(const event_place& in, const chat_posted& e);
    /// What happened before does not count: people who are present came then.
    void fold(const event_place& in, const session_started_over&);
    void fold(const event_place& in, const session_resumed&);
    void fold(const event_place& in, const clock_corrected& e);
    /// Any event, after the folds of its own kind: a proof of life of its author, and its key.
    void fold_author(const event_place& in, const logged_event& happened);

private:
    person* find_to_change(participant_id who);
    person& find_or_add(participant_id who);
    void end_presence(person& of, timestamp until, leave_reason why);
    void note_role(participant_id who, role as, seq_number at);
    void change_role_of(person& changed, role as);

    std::vector<person> all_;
    std::unordered_map<participant_id, std::size_t> places_;
    std::size_t present_ = 0;
    std::size_t staff_present_ = 0;
    timestamp staff_seen_{};
    timestamp staff_led_at_{};
    timestamp checkpointed_at_{};  ///< When all who were present last proved to be.
};

/// Somebody's role here and now; attendee for a stranger, whom the rules refuse anyway.
role role_of(const session& state, participant_id who);
bool is_present(const session& state, participant_id who);
/// Who is here, in the order they first came.
std::vector<participant_id> present_people(const session& state);

// The rules of coming, going and being sent away.
ruling decide_one(const session& state, const actor& by, const join& asked);
ruling decide_one(const session& state, const actor& by, const leave& asked);
ruling decide_one(const session& state, const actor& by, const checkpoint&);
ruling decide_one(const session& state, const actor& by, const recover&);
ruling decide_one(const session& state, const actor& by, const change_role& asked);
ruling decide_one(const session& state, const actor& by, const remove_participant& asked);

}  // namespace aula
