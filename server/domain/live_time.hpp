#pragma once

#include <optional>

#include "domain/spans.hpp"

namespace aula {

/// When a session was live, and what an organizer corrected of it. A value that `life` keeps.
class live_time {
public:
    /// Live from `at` on. The first time is the start of the session.
    void begin(timestamp at);
    /// No longer live from `at` on. Changes nothing if it was not live.
    void stop(timestamp at);
    /// The server was away from `since` to `at`: that is not live time.
    void resume(timestamp since, timestamp at);
    /// What is recorded from `from` on happened `by` earlier.
    void shift(timestamp from, milliseconds by);
    /// An organizer says when it began or ended; empty leaves it as it is.
    void correct(std::optional<timestamp> started_at, std::optional<timestamp> ended_at);

    /// Live time before the present phase began, pauses left out. Corrections do not change it.
    milliseconds before() const { return total(ended_); }
    /// When it was live, until `now` if it still is. `end` is when the session was over. With
    /// `counts_pauses`, one stretch from the first start to the end.
    time_spans windows(timestamp now, timestamp end, bool counts_pauses) const;
    /// When it first became live; empty before that.
    std::optional<timestamp> started_at() const;
    /// The end that an organizer gave it; empty for none.
    std::optional<timestamp> corrected_end() const { return corrected_end_; }
    /// The newest time away of at least this length; empty without one.
    std::optional<time_span> newest_gap(milliseconds at_least) const;

private:
    std::optional<timestamp> since_;  ///< While it is live.
    std::optional<timestamp> started_at_;
    time_spans ended_;
    time_spans gaps_;  ///< When the server was away.
    std::optional<timestamp> corrected_start_;
    std::optional<timestamp> corrected_end_;
};

}  // namespace aula
