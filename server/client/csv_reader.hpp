#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aula::cli {

/// Reads CSV as RFC 4180 has it, with or without a byte order mark: rows of cells.
std::vector<std::vector<std::string>> read_csv(std::string_view text);

}  // namespace aula::cli
