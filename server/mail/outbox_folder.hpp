#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace aula {

/// Letters as files, `<folder>/<id>.eml`, for a server without SMTP. The folder may be missing.
///
/// A plain value without state of its own; safe from any thread. A file lives at most as long as
/// the row of its letter.
class outbox_folder {
public:
    explicit outbox_folder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Writes the letter, mode 0600, whole or not at all. Error: `storage_full`.
    result<void> put(mail_id letter, std::string_view text) const;

    /// Removes the letter's file, if it is here. Error: `internal`.
    result<void> remove(mail_id letter) const;

    /// The letters that have a file here, in no order; empty when the folder cannot be read.
    std::vector<mail_id> letters() const;

    /// Removes what a killed process was writing. Call it before anything is written.
    void remove_unfinished() const;

private:
    std::filesystem::path file_of(mail_id letter) const;

    std::filesystem::path folder_;
};

}  // namespace aula
