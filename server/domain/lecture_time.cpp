#include "domain/lecture_time.hpp"

#include <algorithm>

#include "domain/session.hpp"
#include "domain/text.hpp"

namespace aula {
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

bool has_begun_and_not_ended(const session& state) {
    const auto phase = state.life.phase();
    return phase != session_phase::scheduled && phase != session_phase::ended;
}

std::optional<own_end> own_end_of(const session& state, const own_end_rule& rule) {
    if (!state.plan || !has_begun_and_not_ended(state)) return {};
    const auto planned = state.plan->to;
    const auto done = std::max(state.led_at, planned);
    if (state.people.staff_present() > 0) {
        const auto ends_at = std::max(done, state.life.since().value_or(done)) + rule.unconfirmed;
        return own_end{ends_at, done, ends_at - rule.unconfirmed / 2};
    }
    const auto seen = std::max(done, state.people.staff_seen());
    const auto ends_at = std::max(seen, state.life.since().value_or(seen)) + rule.without_staff;
    return own_end{ends_at, seen, {}};
}

ruling decide_one(const session& state, const actor&, const plan_session& asked) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    const time_span planned{asked.starts_at, asked.ends_at};
    if (state.plan == planned) return refusal::no_change;
    return session_planned{.starts_at = asked.starts_at, .ends_at = asked.ends_at};
}

ruling decide_one(const session& state, const actor& by, const end_unattended& asked) {
    if (!has_begun_and_not_ended(state)) return why_not_begun(state);
    return session_ended{.until = std::min(asked.until, by.at)};
}

ruling decide_one(const session& state, const actor&, const ask_confirmation& asked) {
    if (!has_begun_and_not_ended(state)) return why_not_begun(state);
    if (state.confirm_by == asked.until) return refusal::no_change;
    return confirmation_asked{.until = asked.until};
}

ruling decide_one(const session& state, const actor&, const confirm_session&) {
    if (!has_begun_and_not_ended(state)) return why_not_begun(state);
    return session_confirmed{};
}

/// From the last time at which the presence of everybody who was there is proven.
ruling decide_one(const session& state, const actor& by, const resume_session&) {
    if (!has_begun_and_not_ended(state)) return why_not_begun(state);
    const auto proven = state.people.proven_until(state.checkpointed_at).value_or(state.last_at);
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
