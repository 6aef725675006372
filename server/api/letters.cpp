#include "api/letters.hpp"

#include "api/views.hpp"
#include "mail/templates.hpp"
#include "store/mails.hpp"
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

}  // namespace

result<void> queue_letter(
    database& db, const course_record& course, const participant_record& to, const way_in& way,
    timestamp now
) {
    if (to.email.empty()) return {};
    auto timetable = timetable_of(db, course.id);
    if (!timetable) return timetable.error();
    const registration_letter letter{
        .language = course.language,
        .course_title = course.title,
        .organizer = course.organizer,
        .person_name = to.name,
        .join_link = views::join_link(way.public_url, way.token),
        .course_link = std::string(way.public_url) + "/c/" + course.slug,
        .zone = course.zone,
        .timetable = *std::move(timetable),
    };
    const auto text =
        way.why == way_in::occasion::registered ? registration_mail(letter) : new_link_mail(letter);
    const auto queued = mails::add(
        db, {.course = course.id,
             .recipient = to.email,
             .subject = text.subject,
             .body = text.body,
             .created_at = now}
    );
    if (!queued) return queued.error();
    return {};
}

}  // namespace aula
