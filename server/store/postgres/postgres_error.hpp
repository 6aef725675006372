#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aula {

/// PostgreSQL's SQLSTATE as one of ours; see `database` for what each means. (The classes are those
/// of appendix A of its manual.)
error_code kind_of_sqlstate(std::string_view state);

/// What the server or the library said, as one line.
std::string one_line(std::string_view message);

}  // namespace aula
