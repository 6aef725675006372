#pragma once

#include <deque>
#include <unordered_set>
#include <vector>

#include "domain/event_place.hpp"
#include "domain/ruling.hpp"

namespace aula {

struct session;

/// What is written, and who may write: the last `limits::chat_shown` messages with their text, and
/// of all others only that they exist and whether they are hidden (8 bytes each); older text is
/// read from the log. A part of `session`.
class chat {
public:
    /// Oldest first. A hidden one has lost its text.
    const std::deque<chat_message>& recent() const { return recent_; }
    bool holds(seq_number message) const;
    bool is_hidden(seq_number message) const;
    /// Who may not write, in the order they were muted.
    const std::vector<participant_id>& muted() const { return muted_; }
    bool is_muted(participant_id who) const { return muted_set_.contains(who); }

    void fold(const event_place& in, const chat_posted& e);
    void fold(const event_place& in, const chat_hidden& e);
    void fold(const event_place& in, const participant_muted& e);
    void fold(const event_place& in, const participant_unmuted& e);

private:
    std::deque<chat_message> recent_;
    std::vector<seq_number> posted_;  ///< In order.
    std::vector<seq_number> hidden_;  ///< In order.
    std::vector<participant_id> muted_;
    std::unordered_set<participant_id> muted_set_;  ///< The same people; every message asks.
};

void fill_view(chat_view& into, const session& state, audience_class as);

// The rules of talking.
ruling decide_one(const session& state, const actor& by, const post_chat& asked);
ruling decide_one(const session& state, const actor& by, const hide_chat& asked);
ruling decide_one(const session& state, const actor& by, const mute_participant& asked);
ruling decide_one(const session& state, const actor& by, const unmute_participant& asked);

}  // namespace aula
