#pragma once

#include <string>
#include <string_view>

namespace aula {

/// A statement of ours as PostgreSQL reads it. Outside of quotes and comments: `?1` becomes `$1`;
/// the words that only SQLite has, `WITHOUT ROWID` behind a table and `IMMEDIATE` behind `BEGIN`,
/// are left out; what stands in `/*! … */` is let out; and the functions that database.hpp promises
/// become PostgreSQL's.
std::string to_postgres(std::string_view sql);

}  // namespace aula
