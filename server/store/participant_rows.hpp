#pragma once

#include <string>
#include <string_view>

#include "store/registrations.hpp"

/// How a person is kept in the table of participants.
namespace aula {

inline constexpr const char* participant_kind = "participant";  ///< In `next_ids` and in errors.

/// `SELECT … FROM participants `, for `participant_from`.
std::string select_participants();
participant_record participant_from(const sql_row& row);

/// What an e-mail address is compared by.
std::string email_key(std::string_view address);

/// Empty texts are NULL where a column is unique.
sql_value unique_text(std::string text);

/// What is kept of somebody new who has filled this in.
participant_record new_participant(
    participant_id id, course_id course, const person_form& form, timestamp now
);
/// `conflict`, perhaps only when the work is settled: the course has the address or number.
result<void> insert_participant(
    database& db, const participant_record& who, std::string join_token_hash
);

}  // namespace aula
