#pragma once

#include <sqlite3.h>

#include <string_view>

#include "base/result.hpp"

namespace aula {

/// SQLite's result code as one of ours. `doing` starts the sentence: "writing the database failed:
/// disk I/O error".
error sqlite_failure(int code, std::string_view doing, sqlite3* connection = nullptr);

}  // namespace aula
