#include "domain/parts/chat.hpp"

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

void fill_view(chat_view& into, const session& state, audience_class as) {
    const auto& chat = state.chat;
    into.messages.assign(chat.recent().begin(), chat.recent().end());
    if (as != audience_class::everyone) into.muted = chat.muted();
}

// ---- what happens ----

void chat::fold(const event_place& in, const chat_posted& e) {
    const bool is_hidden = e.text.empty();  // a later event of the log hides it
    posted_.push_back(in.seq);
    if (is_hidden) hidden_.push_back(in.seq);
    recent_.push_back({
        .seq = in.seq,
        .at = in.at,
        .who = e.who,
        .name = e.name,
        .role = e.role,
        .text = e.text,
        .is_hidden = is_hidden,
    });
    if (recent_.size() > limits::chat_shown) recent_.pop_front();
}

void chat::fold(const event_place&, const chat_hidden& e) {
    const auto place = std::ranges::lower_bound(hidden_, e.target);
    if (place == hidden_.end() || *place != e.target) hidden_.insert(place, e.target);
    const auto shown = std::ranges::find(recent_, e.target, &chat_message::seq);
    if (shown == recent_.end()) return;
    shown->is_hidden = true;
    shown->text.clear();
}

void chat::fold(const event_place&, const participant_muted& e) {
    if (muted_set_.insert(e.who).second) muted_.push_back(e.who);
}

void chat::fold(const event_place&, const participant_unmuted& e) {
    if (muted_set_.erase(e.who) != 0) std::erase(muted_, e.who);
}

// ---- the rules ----

ruling decide_one(const session& state, const actor& by, const post_chat& asked) {
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    const auto* author = state.people.find(by.id);
    if (author == nullptr) return refusal::unknown_participant;
    if (state.chat.is_muted(by.id)) return refusal::muted;
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

ruling decide_one(const session& state, const actor&, const mute_participant& asked) {
    const auto* known = state.people.find(asked.who);
    if (known == nullptr || known->is_removed) return refusal::unknown_participant;
    if (is_staff(known->role)) return refusal::not_permitted;  // nobody takes the lecturer's voice
    if (state.chat.is_muted(asked.who)) return refusal::no_change;
    return participant_muted{.who = asked.who};
}

ruling decide_one(const session& state, const actor&, const unmute_participant& asked) {
    if (state.people.find(asked.who) == nullptr) return refusal::unknown_participant;
    if (!state.chat.is_muted(asked.who)) return refusal::no_change;
    return participant_unmuted{.who = asked.who};
}

}  // namespace aula
