#include "api/letters.hpp"

#include "api/views.hpp"
#include "auth/secrets.hpp"
#include "mail/templates.hpp"
#include "store/mails.hpp"
#include "store/pending_links.hpp"
#include "store/sessions.hpp"

namespace aula {
namespace {

result<std::vector<timetable_line>> timetable_of(database& db, course_id course) {
    const auto planned = sessions::of_course(db, course);
    if (!planned) return planned.error();
    const auto staff = registrations::staff(db, course);
    if (!staff) return staff.error();
    const auto names = views::names_by_key(*staff);
    std::vector<timetable_line> lines;
    for (const auto& one : *planned) {
        const auto lecturer = names.find(one.lecturer);
        lines.push_back({
            .title = one.title,
            .lecturer = lecturer == names.end() ? one.lecturer : lecturer->second,
            .starts_at = one.starts_at,
            .ends_at = one.ends_at,
        });
    }
    return lines;
}

mail_text text_of(const registration_letter& letter, way_in::occasion why) {
    switch (why) {
        case way_in::occasion::registered:
            break;
        case way_in::occasion::new_link:
            return new_link_mail(letter);
        case way_in::occasion::asked_for:
            return asked_link_mail(letter);
    }
    return registration_mail(letter);
}

/// Everything but the link.
result<registration_letter> letter_to(
    database& db, const course_record& course, const participant_record& to
) {
    auto timetable = timetable_of(db, course.id);
    if (!timetable) return timetable.error();
    return registration_letter{
        .language = course.language,
        .course_title = course.title,
        .organizer = course.organizer,
        .person_name = to.name,
        .join_link = {},
        .course_link = {},
        .zone = course.zone,
        .timetable = *std::move(timetable),
    };
}

result<void> queue(
    database& db, course_id course, const std::string& recipient, const mail_text& text,
    timestamp now
) {
    const auto queued = mails::add(
        db, {.course = course,
             .recipient = recipient,
             .subject = text.subject,
             .body = text.body,
             .created_at = now}
    );
    if (!queued) return queued.error();
    return {};
}

}  // namespace

result<void> queue_letter(
    database& db, const course_record& course, const participant_record& to, const way_in& way,
    timestamp now
) {
    if (to.email.empty()) return {};
    auto letter = letter_to(db, course, to);
    if (!letter) return letter.error();
    letter->join_link = views::join_link(way.public_url, way.token);
    letter->course_link = std::string(way.public_url) + "/c/" + course.slug;
    return queue(db, course.id, to.email, text_of(*letter, way.why), now);
}

result<void> mail_own_link(
    database& db, const course_record& course, const participant_record& known, const way_in& way,
    timestamp now
) {
    const auto id = pending_links::take_id(db);
    if (!id) return id.error();
    const bool is_removed = known.status == participant_status::removed;
    if (!is_removed && !is_staff(known.role)) {
        auto added = pending_links::add(db, {*id, known.id}, hash_secret(way.token));
        return added ? queue_letter(db, course, known, way, now) : added;
    }
    const auto letter = letter_to(db, course, known);
    if (!letter) return letter.error();
    const auto text = is_removed ? removed_mail(*letter) : staff_link_mail(*letter);
    return queue(db, course.id, known.email, text, now);
}

}  // namespace aula
