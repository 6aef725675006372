#pragma once

#include <optional>

#include "domain/session.hpp"
#include "live/log_writer.hpp"
#include "live/room_presence.hpp"
#include "live/settings.hpp"

namespace aula {

/// A command of the system, and the person of whom it speaks; none for the session as a whole.
struct system_word {
    participant_id about;
    command what;
};

/// The time of one session's log, and what the server has to say about it by itself.
///
/// Lives on: the room's shard.  Time is a value: `now` is this server's clock. A log that is ahead
/// of the clock, because it was written while the clock was ahead, goes on from where it is.
class session_clock {
public:
    session_clock(session_id where, const live_settings& with) : where_(where), settings_(with) {}

    /// Once the log is read, and after saving failed: finds out whether the log is ahead of the
    /// clock by more than a checkpoint. If the log says since when, its times are corrected.
    void set(log_writer& log, timestamp now);
    bool is_ahead() const { return ahead_ != milliseconds::zero(); }

    /// A time of this server's clock as the log has it.
    timestamp in_log(timestamp at) const { return at + ahead_; }
    /// For the next event: events never go back.
    timestamp next(const session& log, timestamp now) const { return not_before(log, in_log(now)); }
    logged_people people_in(const session& log) const { return logged_people(log.people, ahead_); }
    system_word word_for(const room_presence::act& one) const;

    /// The server, or its clock, was away: the staff is awaited, and the time since is not live.
    std::optional<command> resume(const session& log, timestamp now);
    /// For a session that its staff does not end: its end, or the question before it.
    std::optional<command> own_end(const session& log, timestamp now) const;
    /// What has happened asks the server for commands of its own (domain/due.hpp): they are ruled
    /// here, so that they are saved with the event that caused them. What cannot be done now is
    /// still due at the next tick.
    void do_what_is_due(log_writer& log, timestamp now);

private:
    const session_id where_;
    const live_settings& settings_;
    milliseconds ahead_{};  ///< Zero unless that is more than a checkpoint.
    bool is_doing_due_ = false;
    timestamp staff_awaited_until_{};  ///< After a crash the staff has not left.
};

/// Whether the command is about to take the session out of `scheduled`.
bool opens(const session& state, const actor& by, const command& what);

}  // namespace aula
