#pragma once

#include <string>

#include "client/rest_client.hpp"

namespace aula::cli {

struct import_options {
    std::string file;
    /// A course that is there is left as it is; only missing decks are uploaded.
    bool if_absent = false;
    bool is_quiet = false;      ///< No join links.
    bool waits = true;          ///< Until the decks are rendered.
    bool is_trial = false;      ///< Only says what would be done.
    bool prunes = false;        ///< Sessions and staff that the file does not name go.
    bool is_confirmed = false;  ///< Removals are not asked about.
};

/// Puts a course up from its TOML file, or changes it, says what has changed, and uploads the decks
/// that are not there yet. What the file does not name stays, or is removed after a question; then
/// exactly what was asked about. Answers the exit code.
int import_course(const rest_client& api, const import_options& asked);

}  // namespace aula::cli
