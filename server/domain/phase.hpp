#pragma once

#include <optional>
#include <vector>

#include "domain/ruling.hpp"
#include "domain/spans.hpp"

namespace aula {

struct session;

/// Where a session is in its life, since when, and when it was live. A part of `session`.
///
/// What an organizer corrected is kept beside what happened: `since` and `live_before` say what
/// everybody was shown, `started_at`, `end` and `live_windows` what counts.
class life {
public:
    session_phase phase() const { return phase_; }
    std::optional<timestamp> since() const;  ///< Empty while scheduled.
    void enter(session_phase next, timestamp at);
    /// The session ended by itself, and counts until `until`. `at` is when that was written.
    void end_by_itself(timestamp until, timestamp at);
    /// When that was written, and the phase before; empty if somebody ended it, or before the end.
    struct own_ending {
        timestamp at;
        session_phase before;
    };
    const std::optional<own_ending>& ended_by_itself() const { return ended_by_itself_; }

    /// The server was away from `since` to `at`: that is not live time.
    void resume(timestamp since, timestamp at);
    /// The newest time away of at least this length; empty without one.
    std::optional<time_span> newest_gap(milliseconds at_least) const;
    /// What is recorded from `from` on happened `by` earlier.
    void shift(timestamp from, milliseconds by);

    /// An organizer says when it began or ended; empty leaves it as it is.
    void correct(std::optional<timestamp> started_at, std::optional<timestamp> ended_at);

    /// Live time before the present phase began, pauses left out.
    milliseconds live_before() const { return total(ended_windows_); }
    /// When it was live, until `now` if it still is. With `counts_pauses`, one stretch from the
    /// first start to the end.
    time_spans live_windows(timestamp now, bool counts_pauses = false) const;
    /// When it first became live.
    std::optional<timestamp> started_at() const;
    /// When it was over; `now` before that.
    timestamp end(timestamp now) const;

private:
    void close_window(timestamp until);

    session_phase phase_ = session_phase::scheduled;
    timestamp since_{};  ///< Of the phase; without meaning while scheduled.
    std::optional<timestamp> started_at_;
    time_spans ended_windows_;
    time_spans gaps_;  ///< When the server was away.
    std::optional<own_ending> ended_by_itself_;
    std::optional<timestamp> corrected_start_;
    std::optional<timestamp> corrected_end_;
};

// The rules of a session's life: open once, start and pause at will, end once.
ruling decide_one(const session& state, const actor& by, const open_session&);
ruling decide_one(const session& state, const actor& by, const start_session&);
ruling decide_one(const session& state, const actor& by, const pause_session&);
ruling decide_one(const session& state, const actor& by, const end_session&);

}  // namespace aula
