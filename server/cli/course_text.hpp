#pragma once

#include <string>

#include "base/json_fwd.hpp"

namespace aula::cli {

/// A course document as the TOML file that `aula course import` would read it from again.
std::string course_text(const nlohmann::json& document);

}  // namespace aula::cli
