#pragma once

#include <string>
#include <vector>

#include "base/config.hpp"

namespace aula {

/// What separates the configuration that runs from one that was just read, by the settings' names.
struct config_change {
    std::vector<std::string> taken;          ///< Different, and in effect from now on.
    std::vector<std::string> needs_restart;  ///< Different, and kept as they were.
};

/// Takes over into `running` whatever can change while the server runs (`setting::when`); the rest
/// stays, so that it is named again by the next reload.
config_change take_over(config& running, const config& fresh);

}  // namespace aula
