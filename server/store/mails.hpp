#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

enum class mail_status {
    queued,
    sent,
    failed,  ///< For good; `error` says why.
};
std::string_view name_of(mail_status value);
std::optional<mail_status> parse_mail_status(std::string_view name);

/// A letter in the outbox.
struct mail_record {
    mail_id id;
    course_id course;  ///< None for a letter of the server itself.
    std::string recipient;
    std::string subject;
    std::string body;
    mail_status status = mail_status::queued;
    int attempts = 0;
    timestamp next_attempt_at;
    timestamp created_at;
    std::string error;  ///< Of the last attempt; empty when it went well.
};

/// The text with the secret of every join link in it replaced by `…`. A letter is shown to people
/// other than its recipient only in this form, and is kept in it once it has left.
std::string without_link_secrets(std::string_view text);

}  // namespace aula

/// The outbox. Because a letter is written in the same piece of work as what it tells of, neither
/// exists alone.
namespace aula::mails {

/// Queued for now. Of the record only course, recipient, subject, body and `created_at` count.
result<mail_id> add(database& db, const mail_record& mail);

/// Queued letters whose time has come, oldest first.
result<std::vector<mail_record>> due(database& db, timestamp now, std::size_t limit);

/// Takes a letter that is due, so that nobody else does before `until`; false when somebody has.
result<bool> take(database& db, mail_id which, timestamp now, timestamp until);
/// Due again: whoever took it did not try.
result<void> put_back(database& db, mail_id which, timestamp now);

/// How many are queued, due or not.
result<std::int64_t> count_queued(database& db);

/// The kept text loses its secrets, here and in `set_failed`.
result<void> set_sent(database& db, mail_id which);
/// Counts the attempt and tries again at `next`.
result<void> set_delayed(database& db, mail_id which, timestamp next, std::string_view error);
/// Counts the attempt and gives up.
result<void> set_failed(database& db, mail_id which, std::string_view error);

result<mail_record> find(database& db, mail_id which);

/// Of these letters the ones that have no row, in the same order. Costs a lookup for each.
result<std::vector<mail_id>> without_row(database& db, const std::vector<mail_id>& letters);

/// All letters of a course, oldest first. For a course that is about to be deleted.
result<std::vector<mail_id>> ids_of_course(database& db, course_id course);

/// A course's letters, newest first: those written before `before`, or from the newest on.
result<std::vector<mail_record>> page(
    database& db, course_id course, mail_id before, std::size_t limit
);

}  // namespace aula::mails
