#pragma once

#include <optional>

#include "domain/ruling.hpp"
#include "domain/spans.hpp"

namespace aula {

struct session;

/// Where a session is in its life, since when, and when it was live. A part of `session`.
class life {
public:
    session_phase phase() const { return phase_; }
    std::optional<timestamp> since() const;  ///< Empty while scheduled.
    void enter(session_phase next, timestamp at);

    /// Live time before the present phase began, pauses left out.
    milliseconds live_before() const { return total(ended_windows_); }
    /// When it was live, until `now` if it still is. With `counts_pauses`, one stretch from the
    /// first start to the end.
    time_spans live_windows(timestamp now, bool counts_pauses = false) const;
    /// When it first became live.
    std::optional<timestamp> started_at() const { return started_at_; }
    /// When it was over; `now` before that.
    timestamp end(timestamp now) const;

private:
    session_phase phase_ = session_phase::scheduled;
    timestamp since_{};  ///< Of the phase; without meaning while scheduled.
    std::optional<timestamp> started_at_;
    time_spans ended_windows_;
};

// The rules of a session's life: open once, start and pause at will, end once.
ruling decide_one(const session& state, const actor& by, const open_session&);
ruling decide_one(const session& state, const actor& by, const start_session&);
ruling decide_one(const session& state, const actor& by, const pause_session&);
ruling decide_one(const session& state, const actor& by, const end_session&);

}  // namespace aula
