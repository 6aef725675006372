#pragma once

#include <sys/types.h>

#include <nlohmann/json_fwd.hpp>

#include "crowd.hpp"

namespace aula::load {

/// Carries out one order, such as `{"do": "paced", "seconds": 10, …}`, and answers with what came
/// of it. Throws for an order it does not know or cannot carry out.
nlohmann::json carry_out(const nlohmann::json& order, crowd& with, pid_t server);

}  // namespace aula::load
