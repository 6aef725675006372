#pragma once

#include <string_view>

namespace aula {

/// Whether a letter may greet by this name. A stranger types it into a public form, and the letter
/// goes to any address in the server's name: so it is short, and holds nothing that a mail program
/// or a reader takes for an address, a link or a number to call.
bool is_fit_to_greet(std::string_view name);

}  // namespace aula
