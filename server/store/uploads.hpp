#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// Who uploads to which course, and on which day.
struct upload_account {
    course_id course;
    std::string uploader;  ///< The id of a participant or of a token; empty: nobody who is counted.
    std::int64_t day = 0;  ///< Whole days since 1970 in UTC.
};

/// The day in UTC that a moment is in, in whole days since 1970.
std::int64_t day_of(timestamp at);

}  // namespace aula

/// How many bytes each person and each token has uploaded on the latest day of theirs. All of it
/// costs one lookup by key.
namespace aula::uploads {

/// Bytes on the account's day; 0 when there were none.
result<std::int64_t> bytes_of(database& db, const upload_account& of);

/// Adds to the account. Negative bytes take back what was added.
result<void> add(database& db, const upload_account& to, std::int64_t bytes);

}  // namespace aula::uploads
