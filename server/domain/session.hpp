#pragma once

#include <optional>
#include <string_view>

#include "domain/parts/call.hpp"
#include "domain/parts/chat.hpp"
#include "domain/parts/hands.hpp"
#include "domain/parts/life.hpp"
#include "domain/parts/people.hpp"
#include "domain/parts/slides.hpp"
#include "generated/messages.hpp"

namespace aula {

/// What the log of one session adds up to: a part for each concern. A value: two sessions with the
/// same log are the same.
///
/// The rules and the views read all of it, and `fold` alone changes it. It can be copied at any
/// time; most of a copy's cost is the people.
struct session {
    explicit session(session_id of) : id(of) {}

    session_id id;
    seq_number last_seq = 0;  ///< Of the last event folded; 0 before the first.
    timestamp last_at{};      ///< Of the last event folded.
    aula::life life;
    aula::slides slides;
    aula::chat chat;
    aula::people people;
    outside_call call;
    aula::hands hands;
};

/// The first answer to a command of this participant with this key, if it was given before.
std::optional<seq_number> answered(const session& state, participant_id who, std::string_view key);

/// The time for the next event: events never go back, not even when the server's clock did over a
/// restart.
timestamp not_before(const session& state, timestamp now);

}  // namespace aula
