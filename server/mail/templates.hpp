#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"

namespace aula {

struct timetable_line {
    std::string title;
    std::string lecturer;  ///< May be empty.
    timestamp starts_at;
    timestamp ends_at;
};

/// What a letter to a registered person tells.
struct registration_letter {
    std::string language;  ///< The course's; `nl` is Dutch, everything else English.
    std::string course_title;
    std::string organizer;    ///< Who signs; may be empty.
    std::string person_name;  ///< Left out when it is not fit to greet by.
    std::string join_link;    ///< Personal: whoever has it is this person.
    std::string course_link;
    std::string zone;  ///< The course's; times are shown in it and in UTC.
    std::vector<timetable_line> timetable;
};

struct mail_text {
    std::string subject;
    std::string body;
};

/// Sent after a registration (and when an organizer adds somebody).
mail_text registration_mail(const registration_letter& letter);

/// Sent when an organizer made a new join link: the old one no longer works.
mail_text new_link_mail(const registration_letter& letter);

/// Sent when somebody asked for the person's link on the course page: the old one works until the
/// new one is opened.
mail_text asked_link_mail(const registration_letter& letter);

/// The letters without a link, for people to whom the course page sends none. `join_link` and
/// `timetable` are not used.
mail_text staff_link_mail(const registration_letter& letter);
mail_text removed_mail(const registration_letter& letter);

}  // namespace aula
