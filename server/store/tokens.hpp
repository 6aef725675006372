#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// What a program with a bearer token may do in its one course.
struct token_scopes {
    bool attendance_read = false;
    bool course_write = false;
    bool operator==(const token_scopes&) const = default;
};

/// `attendance:read course:write`, as in the table and in OAuth.
std::string text_of(const token_scopes& scopes);
/// Nothing for an unknown or repeated word, and for none at all.
std::optional<token_scopes> parse_token_scopes(std::string_view text);

/// A program's key to one course. The secret itself is nowhere.
struct token_record {
    token_id id;
    course_id course;
    std::string label;
    token_scopes scopes;
    timestamp created_at;
    std::optional<timestamp> last_used_at;
};

}  // namespace aula

/// The table of bearer tokens; they have no end but removal.
namespace aula::tokens {

/// `id` and `last_used_at` of the record are ignored.
result<token_id> add(database& db, const token_record& token, std::string_view secret_hash);

/// `not_found` for an unknown secret.
result<token_record> find(database& db, std::string_view secret_hash);

result<std::vector<token_record>> of_course(database& db, course_id course);
result<void> touch(database& db, token_id which, timestamp now);

/// `not_found` also when it is another course's.
result<void> remove(database& db, course_id course, token_id which);

}  // namespace aula::tokens
