#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>

#include "domain/session.hpp"
#include "domain/spans.hpp"

namespace aula {

/// How presence becomes credit. docs/attendance.md says it in full.
struct attendance_rule {
    milliseconds grace{15'000};  ///< A shorter gap between two presences is no gap.
    bool counts_pauses = false;  ///< Whether breaks belong to the live time.
    milliseconds before{};       ///< Live time that counts before the planned start.
    milliseconds after{};        ///< And after the planned end.
    int minimum_percent = 80;    ///< Of the live time of all sessions so far, for the certificate.
};

/// One person in one session.
struct attendance {
    time_spans
        present;  ///< Presences with gaps shorter than the grace time closed; open ones end now.
    bool is_present = false;
    std::optional<timestamp> first_join;
    std::optional<timestamp> last_leave;  ///< Empty while present.
    milliseconds live{};                  ///< `present` within the time that counts.
    milliseconds outside{};               ///< `present` while live, outside that time.
    /// From the planned start, or the real one if that is later, to the first credited moment;
    /// empty without any.
    std::optional<milliseconds> late;
    /// From the last credited moment to the planned end, or the real one if that is earlier; once
    /// the session has ended.
    std::optional<milliseconds> left_early;
    milliseconds longest_gap{};  ///< The most counted time missed between two presences.
    std::size_t rejoins = 0;     ///< Presences after the first.
    std::size_t messages = 0;
    std::size_t slides_seen = 0;  ///< Different pages that were on the screen while present.
};

/// Everybody who ever came to one session.
struct session_attendance {
    bool has_started = false;
    bool has_ended = false;
    milliseconds live{};  ///< How much of its live time counts.
    std::unordered_map<participant_id, attendance> people;

    const attendance* find(participant_id who) const;
};

/// The live time that counts: what lies within the planned time, which the rule makes longer. All
/// of it where the two do not overlap, and where the log has no plan.
time_spans counted_time(const session& state, timestamp now, const attendance_rule& rule);

/// The attendance of a session as of `now`. A function of the log alone (and of `now` while
/// somebody is present): the same for the state that is running as for one folded anew.
session_attendance attendance_of(const session& state, timestamp now, const attendance_rule& rule);

}  // namespace aula
