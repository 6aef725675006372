#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/courses.hpp"
#include "store/registrations.hpp"

namespace aula {

/// A person's new way in, and why they get it.
struct way_in {
    enum class occasion {
        registered,
        new_link,   ///< An organizer made it; the earlier link has ended.
        asked_for,  ///< Somebody asked for it on the course page; the earlier link still works.
    };

    occasion why = occasion::registered;
    std::string token;
    std::string_view public_url;
};

/// Puts the letter with somebody's link into the outbox, in the same piece of work that made the
/// link. No effect for people without an address.
result<void> queue_letter(
    database& db, const course_record& course, const participant_record& to, const way_in& way,
    timestamp now
);

/// Answers a request for the link of `known`, made by somebody who has proved nothing. An attendee
/// gets a pending link by mail, with the token of `way`. Staff and removed people get a letter that
/// says why it holds no link. Nothing else changes for any of them.
result<void> mail_own_link(
    database& db, const course_record& course, const participant_record& known, const way_in& way,
    timestamp now
);

}  // namespace aula
