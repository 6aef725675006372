#pragma once

#include "base/json_fwd.hpp"
// The rule for the memory of lists comes first.
#include <nlohmann/json.hpp>
