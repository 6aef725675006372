#pragma once

#include <deque>
#include <vector>

#include "domain/ruling.hpp"

namespace aula {

struct session;

/// The chat: its last `limits::chat_shown` messages with their text, and of all others only that
/// they exist and whether they are hidden (8 bytes each); older text is read from the log. A part
/// of `session`.
class chat {
public:
    /// Oldest first. A hidden one has lost its text.
    const std::deque<chat_message>& recent() const { return recent_; }
    bool holds(seq_number message) const;
    bool is_hidden(seq_number message) const;

    void post(chat_message said);
    void hide(seq_number message);

private:
    std::deque<chat_message> recent_;
    std::vector<seq_number> posted_;  ///< In order.
    std::vector<seq_number> hidden_;  ///< In order.
};

// The rules of talking.
ruling decide_one(const session& state, const actor& by, const post_chat& asked);
ruling decide_one(const session& state, const actor& by, const hide_chat& asked);

}  // namespace aula
