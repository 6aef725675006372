#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace aula::cli {

/// A course document as the TOML file that `aula course import` would read it from again.
std::string course_text(const nlohmann::json& document);

}  // namespace aula::cli
