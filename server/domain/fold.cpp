#include "domain/fold.hpp"

#include <algorithm>
#include <variant>

namespace aula {
namespace {

/// Where an event stands in the log.
struct envelope {
    seq_number seq;
    timestamp at;
};

/// A step to another phase is an answer to what the staff was asked.
void enter(session& state, session_phase next, timestamp at) {
    state.life.enter(next, at);
    state.confirm_by.reset();
}

void fold_one(session& state, const envelope& in, const session_opened&) {
    enter(state, session_phase::open, in.at);
}
void fold_one(session& state, const envelope& in, const session_started&) {
    enter(state, session_phase::live, in.at);
}
void fold_one(session& state, const envelope& in, const session_paused&) {
    enter(state, session_phase::paused, in.at);
}
void fold_one(session& state, const envelope& in, const session_ended& e) {
    if (e.until) {
        state.life.end_by_itself(*e.until, in.at);
        state.confirm_by.reset();
    } else {
        enter(state, session_phase::ended, in.at);
    }
}
void fold_one(session& state, const envelope& in, const session_started_over&) {
    state.life = {};
    state.people.start_over(in.at);
    state.slides.start_over();
    state.led_at = {};
    state.confirm_by.reset();
}

void fold_one(session& state, const envelope&, const session_planned& e) {
    state.plan = {e.starts_at, e.ends_at};
}
void fold_one(session& state, const envelope& in, const session_corrected& e) {
    state.life.correct(e.started_at, e.ended_at);
    state.corrections.push_back({in.at, e});
}
void fold_one(session& state, const envelope&, const confirmation_asked& e) {
    state.confirm_by = e.until;
}
void fold_one(session& state, const envelope&, const session_confirmed&) {
    state.confirm_by.reset();
}
void fold_one(session& state, const envelope& in, const session_resumed& e) {
    state.life.resume(e.since, in.at);
    state.led_at = in.at;
}
void fold_one(session& state, const envelope&, const clock_corrected& e) {
    state.life.shift(e.from, e.ahead_ms);
    state.people.shift(e.from, e.ahead_ms);
    state.slides.shift(e.from, e.ahead_ms);
    move_earlier(state.checkpointed_at, e.from, e.ahead_ms);
    move_earlier(state.led_at, e.from, e.ahead_ms);
}

void fold_one(session& state, const envelope& in, const slide_shown& e) {
    state.slides.show({.deck = e.deck, .page = e.page}, in.at);
}
void fold_one(session& state, const envelope& in, const deck_attached& e) {
    if (e.hash.empty()) return;  // a later event of the log detaches the deck
    const deck_view deck{
        .deck = e.deck,
        .title = e.title,
        .hash = e.hash,
        .pages = e.pages,
        .width = e.width,
        .height = e.height,
    };
    state.slides.attach(deck, in.seq);
}
void fold_one(session& state, const envelope& in, const deck_detached& e) {
    state.slides.detach(e.deck, in.at);
}

void fold_one(session& state, const envelope& at, const call_changed& e) {
    state.call_url = e.call_url;
    state.call_changed_at = at.seq;
}

void fold_one(session& state, const envelope& in, const chat_posted& e) {
    state.chat.post({
        .seq = in.seq,
        .at = in.at,
        .who = e.who,
        .name = e.name,
        .role = e.role,
        .text = e.text,
        .is_hidden = e.text.empty(),  // a later event of the log hides it
    });
    state.people.count_message(e.who);
}
void fold_one(session& state, const envelope&, const chat_hidden& e) {
    state.chat.hide(e.target);
}

void fold_one(session& state, const envelope& in, const participant_joined& e) {
    state.people.note_role(e.who, e.role, in.seq);
    state.people.join(e.who, e.name, e.role, e.since.value_or(in.at));
}
void fold_one(session& state, const envelope&, const participant_left& e) {
    state.people.leave(e.who, e.until, e.reason);
}
void fold_one(session& state, const envelope& in, const presence_checkpointed&) {
    state.checkpointed_at = in.at;
}
void fold_one(session& state, const envelope&, const presence_recovered&) {
    state.people.recover(state.checkpointed_at);
}
void fold_one(session& state, const envelope&, const participant_muted& e) {
    state.people.mute(e.who);
}
void fold_one(session& state, const envelope&, const participant_unmuted& e) {
    state.people.unmute(e.who);
}
void fold_one(session& state, const envelope& in, const role_changed& e) {
    state.people.note_role(e.who, e.role, in.seq);
    state.people.change_role(e.who, e.role);
}
void fold_one(session& state, const envelope& in, const participant_removed& e) {
    state.people.remove(e.who, in.at);
}

/// Whether a member of the staff did something; coming and going prove that a browser is open.
bool is_led_by(const session& state, const logged_event& happened) {
    const auto* author = state.people.find(happened.by);
    return author != nullptr && is_staff(author->role) &&
           !std::holds_alternative<participant_joined>(happened.what) &&
           !std::holds_alternative<participant_left>(happened.what);
}

}  // namespace

void fold(session& state, const logged_event& happened) {
    const bool goes_back = std::holds_alternative<clock_corrected>(happened.what);
    state.last_at = goes_back ? happened.at : std::max(state.last_at, happened.at);
    state.last_seq = happened.seq;
    const envelope in{.seq = happened.seq, .at = state.last_at};
    std::visit([&](const auto& one) { fold_one(state, in, one); }, happened.what);
    state.people.note_event(happened.by, happened.key, happened.seq, in.at);
    if (is_led_by(state, happened)) state.led_at = in.at;
}

}  // namespace aula
