#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "store/folder_lock.hpp"

namespace aula {

/// Makes the data folder when it is missing, readable for its owner alone, and takes its lock.
result<folder_lock> take_data_folder(const std::filesystem::path& folder);

}  // namespace aula
