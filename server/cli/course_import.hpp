#pragma once

#include <string>

#include "cli/rest_client.hpp"

namespace aula::cli {

struct import_options {
    std::string file;
    /// A course that is there is left as it is; only missing decks are uploaded.
    bool if_absent = false;
    bool is_quiet = false;  ///< No join links.
    bool waits = true;      ///< Until the decks are rendered.
};

/// Puts a course up from its TOML file, or replaces it, and uploads the decks that are not there
/// yet. Answers the exit code.
int import_course(const rest_client& api, const import_options& asked);

}  // namespace aula::cli
