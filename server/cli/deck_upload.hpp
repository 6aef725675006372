#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "client/rest_client.hpp"

namespace aula::cli {

struct deck_upload {
    std::string session;  ///< Its id.
    std::filesystem::path path;
};

/// Uploads decks and, if asked to, waits until all are rendered, showing how far they are. The
/// server recognises a file that its session has already. What goes wrong with one deck is written
/// to standard error and does not keep back the others; false then.
bool upload_decks(
    const rest_client& api, const std::string& course, const std::vector<deck_upload>& decks,
    bool waits
);

}  // namespace aula::cli
