#include "domain/chat.hpp"

#include <algorithm>
#include <utility>

#include "domain/session.hpp"
#include "domain/text.hpp"

namespace aula {

bool chat::holds(seq_number message) const {
    return std::ranges::binary_search(posted_, message);
}

bool chat::is_hidden(seq_number message) const {
    return std::ranges::binary_search(hidden_, message);
}

void chat::post(chat_message said) {
    posted_.push_back(said.seq);
    if (said.is_hidden) hidden_.push_back(said.seq);
    recent_.push_back(std::move(said));
    if (recent_.size() > limits::chat_shown) recent_.pop_front();
}

void chat::hide(seq_number message) {
    const auto place = std::ranges::lower_bound(hidden_, message);
    if (place == hidden_.end() || *place != message) hidden_.insert(place, message);
    const auto shown = std::ranges::find(recent_, message, &chat_message::seq);
    if (shown == recent_.end()) return;
    shown->is_hidden = true;
    shown->text.clear();
}

ruling decide_one(const session& state, const actor& by, const post_chat& asked) {
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    const auto* author = state.people.find(by.id);
    if (author == nullptr) return refusal::unknown_participant;
    if (author->is_muted) return refusal::muted;
    auto text = clean_text(asked.text);
    if (text.empty()) return refusal::text_empty;
    if (count_characters(text) > limits::chat_text_max) return refusal::text_too_long;
    return chat_posted{
        .who = by.id, .name = author->name, .role = author->role, .text = std::move(text)
    };
}

ruling decide_one(const session& state, const actor&, const hide_chat& asked) {
    if (!state.chat.holds(asked.target)) return refusal::unknown_message;
    if (state.chat.is_hidden(asked.target)) return refusal::no_change;
    return chat_hidden{.target = asked.target};
}

}  // namespace aula
