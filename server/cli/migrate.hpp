#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/move.hpp"

namespace aula::cli {

/// Moves the database of a data folder, on which no server runs, to PostgreSQL. The folder's own
/// stays as it is, and so do decks and letters, which are files on both. What the source's name is
/// for and which errors there are: `move_everything`.
result<std::vector<moved_table>> migrate_to_postgres(
    const std::filesystem::path& data, const std::string& url,
    std::function<void(const std::string& table, std::int64_t rows)> progress
);

}  // namespace aula::cli
