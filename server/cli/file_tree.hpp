#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"

namespace aula::cli {

/// How many regular files there are under a folder, and how large they are together. Nothing for a
/// folder that does not exist.
struct tree_size {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};
tree_size measure_tree(const std::filesystem::path& folder);

/// Copies folders and regular files, and nothing else: no link is followed out of the tree. A file
/// that is removed meanwhile is left out. A folder that does not exist is an empty one.
result<void> copy_tree(const std::filesystem::path& from, const std::filesystem::path& to);

/// For its owner alone; must not exist.
result<void> make_private_folder(const std::filesystem::path& folder);

/// Renames unless something has that name already, and waits until the new name is on the disk.
result<void> rename_new(const std::filesystem::path& from, const std::filesystem::path& to);

/// Waits until everything written to the file system of this folder is on its disk: one call
/// instead of one for each of thousands of small files.
result<void> sync_file_system(const std::filesystem::path& folder);

/// Gives everything under `folder` to whoever owns `like`, when we may: a restore by root must
/// leave files that the server can write to.
result<void> give_to_owner_of(
    const std::filesystem::path& like, const std::filesystem::path& folder
);

}  // namespace aula::cli
