#pragma once

#include <string>

#include "base/json_fwd.hpp"

namespace aula::cli {

/// What a course's document does to it (schema course_change of protocol/openapi.yaml), a line for
/// each change. Long texts are cut short.
std::string change_text(const nlohmann::json& changes);

/// Whether something would be removed.
bool removes_anything(const nlohmann::json& changes);

}  // namespace aula::cli
