#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "generated/messages.hpp"

namespace aula {

/// Who sits down, as the ticket says, and what they have seen already.
struct viewer {
    participant_id who;
    login_id login;
    std::string name;
    role as = role::attendee;
    std::optional<seq_number> since;
    bool listens = false;  ///< Wants media frames.
};

}  // namespace aula
