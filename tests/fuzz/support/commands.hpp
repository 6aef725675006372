#pragma once

#include <string>

#include "fuzz/support/input.hpp"
#include "generated/messages.hpp"

namespace aula::fuzz {

/// What somebody may ask, about few people, decks and messages, so that it often makes sense.
command command_of_client(input& from);
/// What the server itself may do.
command command_of_system(input& from);

/// Words of all kinds: from the input, and some that are known to be trouble.
std::string words(input& from);

}  // namespace aula::fuzz
