#pragma once

#include <string>
#include <string_view>

namespace aula {

/// A statement of ours as PostgreSQL reads it. Outside of quotes and comments: `?1` becomes `$1`,
/// and the words that only SQLite has, `WITHOUT ROWID` behind a table and `IMMEDIATE` behind
/// `BEGIN`, are left out.
std::string to_postgres(std::string_view sql);

}  // namespace aula
