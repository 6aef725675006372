#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/call_link.hpp"
#include "domain/chat.hpp"
#include "domain/lecture_time.hpp"
#include "domain/people.hpp"
#include "domain/phase.hpp"
#include "domain/slides.hpp"
#include "generated/messages.hpp"

namespace aula {

/// What the log of one session adds up to. A value: whoever has the same log has the same session.
///
/// `decide` reads it, `fold` alone changes it. It can be copied at any time; most of a copy's cost
/// is the people.
struct session {
    explicit session(session_id of) : id(of) {}

    session_id id;
    seq_number last_seq = 0;      ///< Of the last event folded; 0 before the first.
    timestamp last_at{};          ///< Of the last event folded.
    timestamp checkpointed_at{};  ///< When all who were present last proved to be.
    aula::life life;
    std::optional<time_span> plan;  ///< From the planned start to the planned end.
    /// The last sign of the staff: something that one of them did, or, when nobody could be asked
    /// meanwhile, the server's return. The epoch before the first.
    timestamp led_at{};
    /// Unless the staff confirms that the lecture is still on, it ends then; empty when nobody is
    /// asked.
    std::optional<timestamp> confirm_by;
    struct correction {
        timestamp at;
        session_corrected what;
    };
    std::vector<correction> corrections;  ///< In the order in which they were made.
    aula::people people;
    aula::slides slides;
    aula::chat chat;
    std::optional<std::string> call_url;  ///< The call outside Aula, if there is one.
    seq_number call_changed_at = 0;       ///< Of the event that says so; 0 before the first.
};

/// The first answer to a command of this participant with this key, if it was given before.
std::optional<seq_number> answered(const session& state, participant_id who, std::string_view key);

/// The time for the next event: events never go back, not even when the server's clock did over a
/// restart.
timestamp not_before(const session& state, timestamp now);

/// Somebody's role here and now; attendee for a stranger, whom the rules refuse anyway.
role role_of(const session& state, participant_id who);
bool is_present(const session& state, participant_id who);
/// Who is here, in the order they first came.
std::vector<participant_id> present_people(const session& state);

}  // namespace aula
