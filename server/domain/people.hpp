#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/keys.hpp"
#include "domain/ruling.hpp"

namespace aula {

struct session;

/// From a person's first connection to the end of the last; without `to` while it lasts.
struct presence {
    timestamp from;
    std::optional<timestamp> to;
    leave_reason why = leave_reason::left;  ///< Once it has ended.
};

/// A participant as this session knows them: everybody who has ever come, or was removed before
/// coming.
struct person {
    participant_id id;
    std::string name;
    aula::role role = role::attendee;
    bool is_muted = false;
    bool is_removed = false;
    /// When they last became staff or an attendee again: what they had seen before was the other's.
    seq_number role_since = 0;
    std::vector<presence> presences;  ///< In order, without overlap.
    timestamp last_event_at{};        ///< Of an event of this person's own: a proof of life.
    std::size_t messages = 0;
    answered_keys keys;

    bool is_present() const { return !presences.empty() && !presences.back().to; }
};

/// The people of a session, in the order they came. Only fold.cpp changes it. Finding one is O(1);
/// a copy is one allocation or two a person, so that a report of ten thousand costs a few
/// milliseconds.
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
    /// Until when the presence of everybody who is present is proven, if the server stopped now;
    /// empty when nobody is.
    std::optional<timestamp> proven_until(timestamp checkpointed_at) const;
    /// Who may not write, in the order they were muted.
    const std::vector<participant_id>& muted() const { return muted_; }

    /// `from`: when the presence before has ended, or later.
    void join(participant_id who, const std::string& name, role as, timestamp from);
    void leave(participant_id who, timestamp until, leave_reason why);
    void remove(participant_id who, timestamp at);
    /// To be told of every role before it is taken.
    void note_role(participant_id who, role as, seq_number at);
    void change_role(participant_id who, role as);  ///< Lets in again who was removed.
    void mute(participant_id who);
    void unmute(participant_id who);
    void count_message(participant_id who);
    /// Ends every presence where it was last proven: at the checkpoint or the person's own last
    /// event.
    void recover(timestamp checkpointed_at);
    void note_event(participant_id by, const std::string& key, seq_number became, timestamp at);
    /// What happened before does not count: who is present came at `at`, and nobody wrote anything.
    void start_over(timestamp at);
    /// What is recorded from `from` on happened `by` earlier.
    void shift(timestamp from, milliseconds by);

private:
    person* find_to_change(participant_id who);
    person& find_or_add(participant_id who);
    void end_presence(person& of, timestamp until, leave_reason why);
    void change_role_of(person& changed, aula::role as);

    std::vector<person> all_;
    std::unordered_map<participant_id, std::size_t> places_;
    std::vector<participant_id> muted_;
    std::size_t present_ = 0;
    std::size_t staff_present_ = 0;
    timestamp staff_seen_{};
};

// The rules of coming, going and being sent away.
ruling decide_one(const session& state, const actor& by, const join& asked);
ruling decide_one(const session& state, const actor& by, const leave& asked);
ruling decide_one(const session& state, const actor& by, const checkpoint&);
ruling decide_one(const session& state, const actor& by, const recover&);
ruling decide_one(const session& state, const actor& by, const mute_participant& asked);
ruling decide_one(const session& state, const actor& by, const unmute_participant& asked);
ruling decide_one(const session& state, const actor& by, const change_role& asked);
ruling decide_one(const session& state, const actor& by, const remove_participant& asked);

}  // namespace aula
