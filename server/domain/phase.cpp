#include "domain/phase.hpp"

#include "domain/session.hpp"

namespace aula {

std::optional<timestamp> life::since() const {
    if (phase_ == session_phase::scheduled) return {};
    return since_;
}

timestamp life::end(timestamp now) const {
    return phase_ == session_phase::ended ? since_ : now;
}

void life::enter(session_phase next, timestamp at) {
    if (phase_ == session_phase::live) ended_windows_.push_back({since_, at});
    if (next == session_phase::live && !started_at_) started_at_ = at;
    phase_ = next;
    since_ = at;
}

time_spans life::live_windows(timestamp now, bool counts_pauses) const {
    if (!started_at_) return {};
    if (counts_pauses) {
        return merged({{*started_at_, end(now)}}, {});
    }
    auto windows = ended_windows_;
    if (phase_ == session_phase::live) windows.push_back({since_, now});
    return merged(windows, {});
}

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
    return session_ended{};
}

}  // namespace aula
