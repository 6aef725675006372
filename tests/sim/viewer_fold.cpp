#include "sim/viewer_fold.hpp"

#include <algorithm>
#include <variant>

namespace aula::sim {
namespace {

void enter(session_view& seen, session_phase next, timestamp at) {
    if (seen.life.phase == session_phase::live && seen.life.phase_since) {
        seen.life.live_ms += std::max(at - *seen.life.phase_since, milliseconds{0});
    }
    seen.life.phase = next;
    seen.life.phase_since = at;
    seen.life.confirm_by.reset();
}

void see(session_view& seen, const logged_event& in, const chat_posted& e) {
    seen.chat.messages.push_back({in.seq, in.at, e.who, e.name, e.role, e.text, e.text.empty()});
    if (seen.chat.messages.size() > limits::chat_shown)
        seen.chat.messages.erase(seen.chat.messages.begin());
}
void see(session_view& seen, const logged_event&, const chat_hidden& e) {
    const auto at = std::ranges::find(seen.chat.messages, e.target, &chat_message::seq);
    if (at == seen.chat.messages.end()) return;
    at->text.clear();
    at->is_hidden = true;
}
void see(session_view& seen, const logged_event& in, const session_opened&) {
    enter(seen, session_phase::open, in.at);
}
void see(session_view& seen, const logged_event& in, const session_started&) {
    enter(seen, session_phase::live, in.at);
}
void see(session_view& seen, const logged_event& in, const session_paused&) {
    enter(seen, session_phase::paused, in.at);
}
void see(session_view& seen, const logged_event& in, const session_ended& e) {
    enter(seen, session_phase::ended, e.until.value_or(in.at));
    seen.hands = {};
}
void see(session_view& seen, const logged_event&, const session_started_over&) {
    seen.life = {};
    seen.slides.slide.reset();
    seen.hands = {};
}
void see(session_view& seen, const logged_event& in, const session_resumed& e) {
    if (seen.life.phase != session_phase::live) return;
    seen.life.live_ms += std::max(e.since - *seen.life.phase_since, milliseconds{0});
    seen.life.phase_since = in.at;
}
void see(session_view& seen, const logged_event&, const clock_corrected& e) {
    if (seen.life.phase_since && *seen.life.phase_since >= e.from)
        *seen.life.phase_since -= e.ahead_ms;
    if (seen.hands.called && seen.hands.called->at >= e.from) seen.hands.called->at -= e.ahead_ms;
}
void see(session_view& seen, const logged_event&, const confirmation_asked& e) {
    seen.life.confirm_by = e.until;
}
void see(session_view& seen, const logged_event&, const session_confirmed&) {
    seen.life.confirm_by.reset();
}
void see(session_view&, const logged_event&, const session_planned&) {}
void see(session_view&, const logged_event&, const session_corrected&) {}
void see(session_view& seen, const logged_event&, const slide_shown& e) {
    seen.slides.slide = {e.deck, e.page};
}
void see(session_view& seen, const logged_event&, const deck_attached& e) {
    if (e.hash.empty()) return;
    seen.slides.decks.push_back({e.deck, e.title, e.hash, e.pages, e.width, e.height});
}
void see(session_view& seen, const logged_event&, const deck_detached& e) {
    std::erase_if(seen.slides.decks, [&](const deck_view& one) { return one.deck == e.deck; });
    if (seen.slides.slide && seen.slides.slide->deck == e.deck) seen.slides.slide.reset();
}
void see(session_view& seen, const logged_event&, const call_changed& e) {
    seen.call.url = e.call_url;
}
void see(session_view& seen, const logged_event&, const participant_muted& e) {
    seen.chat.muted.push_back(e.who);
}
void see(session_view& seen, const logged_event&, const participant_unmuted& e) {
    std::erase(seen.chat.muted, e.who);
}
void see(session_view& seen, const logged_event&, const hand_raised& e) {
    ++seen.hands.count;
    seen.hands.queue.push_back({e.who, e.name});
}
void see(session_view& seen, const logged_event&, const hand_lowered& e) {
    --seen.hands.count;
    std::erase_if(seen.hands.queue, [&](const hand_view& one) { return one.who == e.who; });
}
void see(session_view& seen, const logged_event&, const all_hands_lowered&) {
    seen.hands.count = 0;
    seen.hands.queue.clear();
}
void see(session_view& seen, const logged_event& in, const hand_called& e) {
    see(seen, in, hand_lowered{e.who});
    seen.hands.called = {e.who, e.name, in.at};
}
void see(session_view&, const logged_event&, const role_changed&) {}
void see(session_view&, const logged_event&, const participant_removed&) {}
void see(session_view&, const logged_event&, const participant_joined&) {}
void see(session_view&, const logged_event&, const participant_left&) {}
void see(session_view&, const logged_event&, const presence_checkpointed&) {}
void see(session_view&, const logged_event&, const presence_recovered&) {}

}  // namespace

void fold_seen(session_view& seen, const logged_event& happened) {
    std::visit([&](const auto& one) { see(seen, happened, one); }, happened.what);
}

}  // namespace aula::sim
