#include "domain/parts/life.hpp"

#include <algorithm>

#include "domain/session.hpp"
#include "domain/text.hpp"

namespace aula {

// ---- what it is ----

std::optional<timestamp> life::since() const {
    if (phase_ == session_phase::scheduled) return {};
    return since_;
}

bool life::has_begun_and_not_ended() const {
    return phase_ != session_phase::scheduled && phase_ != session_phase::ended;
}

timestamp life::end(timestamp now) const {
    if (phase_ != session_phase::ended) return now;
    return time_.corrected_end().value_or(since_);
}

time_spans life::live_windows(timestamp now, bool counts_pauses) const {
    return time_.windows(now, end(now), counts_pauses);
}

std::optional<time_span> life::newest_gap(milliseconds at_least) const {
    return time_.newest_gap(at_least);
}

void fill_view(life_view& into, const session& state, audience_class as) {
    const auto& life = state.life;
    into.phase = life.phase();
    into.phase_since = life.since();
    into.live_ms = life.live_before();
    if (as != audience_class::everyone) into.confirm_by = life.confirm_by();
}

// ---- what happens ----

/// A step to another phase is an answer to what the staff was asked.
void life::enter(session_phase next, timestamp at) {
    time_.stop(at);
    if (next == session_phase::live) time_.begin(at);
    phase_ = next;
    since_ = at;
    ended_by_itself_.reset();
    confirm_by_.reset();
}

void life::fold(const event_place& in, const session_opened&) {
    enter(session_phase::open, in.at);
}

void life::fold(const event_place& in, const session_started&) {
    enter(session_phase::live, in.at);
}

void life::fold(const event_place& in, const session_paused&) {
    enter(session_phase::paused, in.at);
}

void life::fold(const event_place& in, const session_ended& e) {
    const auto before = phase_;
    enter(session_phase::ended, e.until.value_or(in.at));
    if (e.until) ended_by_itself_ = {in.at, before};
}

void life::fold(const event_place&, const session_planned& e) {
    plan_ = {e.starts_at, e.ends_at};
}

void life::fold(const event_place&, const session_started_over&) {
    phase_ = session_phase::scheduled;
    since_ = {};
    time_ = {};
    ended_by_itself_.reset();
    confirm_by_.reset();
}

void life::fold(const event_place& in, const session_corrected& e) {
    time_.correct(e.started_at, e.ended_at);
    corrections_.push_back({in.at, e});
}

void life::fold(const event_place& in, const session_resumed& e) {
    time_.resume(e.since, in.at);
    if (phase_ == session_phase::live) since_ = in.at;
}

void life::fold(const event_place&, const clock_corrected& e) {
    move_earlier(since_, e.from, e.ahead_ms);
    time_.shift(e.from, e.ahead_ms);
}

void life::fold(const event_place&, const confirmation_asked& e) {
    confirm_by_ = e.until;
}

void life::fold(const event_place&, const session_confirmed&) {
    confirm_by_.reset();
}

// ---- the rules ----

namespace {

refusal why_not_begun(const session& state) {
    return state.life.phase() == session_phase::ended ? refusal::session_ended
                                                      : refusal::session_not_open;
}

/// What an organizer may say of a session's start and end, put together with what is known.
bool is_in_order(const session& state, const correct_session& asked, timestamp now) {
    const auto end = asked.ended_at.value_or(state.life.end(now));
    const auto start = asked.started_at ? asked.started_at : state.life.started_at();
    return start && *start < end && end <= now;
}

}  // namespace

ruling decide_one(const session& state, const actor&, const open_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() != session_phase::scheduled) return refusal::no_change;
    return session_opened{};
}

ruling decide_one(const session& state, const actor&, const start_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() == session_phase::live) return refusal::no_change;
    return session_started{};
}

ruling decide_one(const session& state, const actor&, const pause_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() == session_phase::paused) return refusal::no_change;
    if (state.life.phase() != session_phase::live) return refusal::session_not_live;
    return session_paused{};
}

ruling decide_one(const session& state, const actor&, const end_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    return session_ended{.until = {}};
}

ruling decide_one(const session& state, const actor&, const plan_session& asked) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    const time_span planned{asked.starts_at, asked.ends_at};
    if (state.life.plan() == planned) return refusal::no_change;
    return session_planned{.starts_at = asked.starts_at, .ends_at = asked.ends_at};
}

ruling decide_one(const session& state, const actor& by, const end_unattended& asked) {
    if (!state.life.has_begun_and_not_ended()) return why_not_begun(state);
    return session_ended{.until = std::min(asked.until, by.at)};
}

ruling decide_one(const session& state, const actor&, const ask_confirmation& asked) {
    if (!state.life.has_begun_and_not_ended()) return why_not_begun(state);
    if (state.life.confirm_by() == asked.until) return refusal::no_change;
    return confirmation_asked{.until = asked.until};
}

ruling decide_one(const session& state, const actor&, const confirm_session&) {
    if (!state.life.has_begun_and_not_ended()) return why_not_begun(state);
    return session_confirmed{};
}

/// From the last time at which the presence of everybody who was there is proven.
ruling decide_one(const session& state, const actor& by, const resume_session&) {
    if (!state.life.has_begun_and_not_ended()) return why_not_begun(state);
    const auto proven = state.people.proven_until().value_or(state.last_at);
    const auto since =
        std::clamp(proven, *state.life.since(), std::max(*state.life.since(), by.at));
    return session_resumed{.since = since};
}

/// Only if the log has the time at which the clock jumped. If it has not, it is the clock of today
/// that may be wrong, and nothing in the log is moved.
ruling decide_one(const session& state, const actor& by, const correct_clock&) {
    const auto ahead = state.last_at - by.at;
    if (ahead <= milliseconds::zero()) return refusal::no_change;
    const auto gap = state.life.newest_gap(ahead);
    if (!gap) return refusal::no_change;
    return clock_corrected{.from = gap->to, .ahead_ms = ahead};
}

ruling decide_one(const session& state, const actor& by, const reopen_session&) {
    const auto& ended = state.life.ended_by_itself();
    if (!ended || ended->at <= by.at) return refusal::no_change;
    if (ended->before == session_phase::open) return session_opened{};
    if (ended->before == session_phase::paused) return session_paused{};
    return session_started{};
}

ruling decide_one(const session& state, const actor& by, const correct_session& asked) {
    if (state.life.phase() != session_phase::ended) return refusal::session_not_ended;
    const bool is_said = asked.started_at || asked.ended_at;
    if (!is_said || !is_in_order(state, asked, by.at)) return refusal::no_change;
    session_corrected out;
    out.started_at = asked.started_at;
    out.ended_at = asked.ended_at;
    out.was_started_at = state.life.started_at();
    out.was_ended_at = state.life.end(by.at);
    out.reason = clean_text(asked.reason);
    out.who = asked.who;
    return out;
}

ruling decide_one(const session& state, const actor&, const start_over& asked) {
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    return session_started_over{.who = asked.who};
}

}  // namespace aula
