#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cli/toml_json.hpp"

namespace aula::cli {

/// A PDF that a course file names for a session.
struct deck_file {
    std::string session;  ///< The session's key.
    std::filesystem::path path;
};

/// A course as an organizer writes it down: a TOML file, with paths of decks relative to it.
///
/// `problems` are whole sentences that begin with `file:line:`; when there are any, nothing else
/// may be used.
struct course_file {
    std::string name;  ///< As in messages.
    toml_json content;
    std::vector<deck_file> decks;
    std::vector<std::string> problems;

    std::string slug() const { return content.document.at("slug"); }
    /// `file:line` of a field of the document, such as the one an answer of the server names.
    std::string place(const std::string& field) const;
};

/// Reads and checks all that can be known without a server.
course_file read_course_file(const std::filesystem::path& file);

/// The same for a text; decks are looked for in `folder`.
course_file check_course_text(
    const std::string& name, std::string_view text, const std::filesystem::path& folder
);

}  // namespace aula::cli
