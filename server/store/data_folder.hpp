#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "store/folder_lock.hpp"

namespace aula {

/// Makes the data folder when it is missing, readable for its owner alone, and takes its lock.
result<folder_lock> take_data_folder(const std::filesystem::path& folder);

/// For a folder without a database: refuses (`conflict`), with the remedy, a folder that a server
/// has used. A lost database is not begun again unnoticed.
result<void> check_is_new(const std::filesystem::path& folder);

}  // namespace aula
