#pragma once

#include <optional>
#include <vector>

#include "domain/event_place.hpp"
#include "domain/live_time.hpp"
#include "domain/ruling.hpp"

namespace aula {

struct session;

/// Whether a session is open, live, paused or over, and when it was. A part of `session`.
///
/// What an organizer corrected is kept beside what happened: `since` and `live_before` say what
/// everybody was shown, `started_at`, `end` and `live_windows` what counts.
class life {
public:
    /// An ending that nobody asked for.
    struct own_ending {
        timestamp at;  ///< When it was written.
        session_phase before;
    };
    struct correction {
        timestamp at;
        session_corrected what;
    };

    session_phase phase() const { return phase_; }
    std::optional<timestamp> since() const;  ///< Of the phase; empty while scheduled.
    bool has_begun_and_not_ended() const;    ///< Whether the doors are open.
    /// How it ended by itself; empty if somebody ended it, or before the end.
    const std::optional<own_ending>& ended_by_itself() const { return ended_by_itself_; }
    /// From the planned start to the planned end; empty while the log has no plan.
    const std::optional<time_span>& plan() const { return plan_; }
    /// Unless the staff confirms that the lecture is still on, it ends then; empty when nobody is
    /// asked.
    std::optional<timestamp> confirm_by() const { return confirm_by_; }
    /// In the order in which they were made.
    const std::vector<correction>& corrections() const { return corrections_; }

    /// Live time before the present phase began, pauses left out.
    milliseconds live_before() const { return time_.before(); }
    /// When it was live, until `now` if it still is. With `counts_pauses`, one stretch from the
    /// first start to the end.
    time_spans live_windows(timestamp now, bool counts_pauses = false) const;
    std::optional<timestamp> started_at() const { return time_.started_at(); }
    timestamp end(timestamp now) const;  ///< When it was over; `now` before that.
    std::optional<time_span> newest_gap(milliseconds at_least) const;

    void fold(const event_place& in, const session_opened&);
    void fold(const event_place& in, const session_started&);
    void fold(const event_place& in, const session_paused&);
    void fold(const event_place& in, const session_ended& e);
    void fold(const event_place& in, const session_planned& e);
    void fold(const event_place& in, const session_started_over&);
    void fold(const event_place& in, const session_corrected& e);
    void fold(const event_place& in, const session_resumed& e);
    void fold(const event_place& in, const clock_corrected& e);
    void fold(const event_place& in, const confirmation_asked& e);
    void fold(const event_place& in, const session_confirmed&);

private:
    void enter(session_phase next, timestamp at);

    session_phase phase_ = session_phase::scheduled;
    timestamp since_{};  ///< Of the phase; without meaning while scheduled.
    live_time time_;
    std::optional<own_ending> ended_by_itself_;
    std::optional<time_span> plan_;
    std::optional<timestamp> confirm_by_;
    std::vector<correction> corrections_;
};

inline constexpr std::size_t correction_reason_max = 500;  ///< Characters.

void fill_view(life_view& into, const session& state, audience_class as);

// The rules of a session's life: open once, start and pause at will, end once.
ruling decide_one(const session& state, const actor& by, const open_session&);
ruling decide_one(const session& state, const actor& by, const start_session&);
ruling decide_one(const session& state, const actor& by, const pause_session&);
ruling decide_one(const session& state, const actor& by, const end_session&);
// The rules of its time: its plan, its end by itself, what an organizer corrects, and what a server
// does that comes back.
ruling decide_one(const session& state, const actor& by, const plan_session& asked);
ruling decide_one(const session& state, const actor& by, const end_unattended& asked);
ruling decide_one(const session& state, const actor& by, const ask_confirmation& asked);
ruling decide_one(const session& state, const actor& by, const confirm_session&);
ruling decide_one(const session& state, const actor& by, const resume_session&);
ruling decide_one(const session& state, const actor& by, const correct_clock&);
ruling decide_one(const session& state, const actor& by, const reopen_session&);
/// The caller has checked the times: the start is before the end, and neither is later than now.
ruling decide_one(const session& state, const actor& by, const correct_session& asked);
ruling decide_one(const session& state, const actor& by, const start_over& asked);

}  // namespace aula
