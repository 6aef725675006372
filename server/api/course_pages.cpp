#include "api/course_pages.hpp"

#include <iterator>

#include "api/views.hpp"
#include "base/json.hpp"

namespace aula {

std::string shared_page(
    const course_record& course, std::span<const session_record> sessions,
    std::span<const participant_record> staff
) {
    const auto names = views::names_by_key(staff);
    auto planned = views::json::array();
    for (const auto& one : sessions) planned.push_back(views::session_page(one, names));
    const views::json out{
        {"slug", course.slug},
        {"title", course.title},
        {"summary", course.summary},
        {"description", course.description},
        {"zone", course.zone},
        {"language", course.language},
        {"organizer", course.organizer},
        {"capacity", course.capacity},
        {"is_open", course.is_open},
        {"consent", course.consent},
        {"sessions", std::move(planned)},
    };
    auto text = out.dump(-1, ' ', false, views::json::error_handler_t::replace);
    text.pop_back();
    return text;
}

course_pages::page course_pages::find(course_id course, std::int64_t revision) {
    const std::lock_guard lock(mutex_);
    const auto known = by_course_.find(course);
    if (known == by_course_.end() || known->second->revision != revision) return nullptr;
    entries_.splice(entries_.begin(), entries_, known->second);
    return known->second->what;
}

void course_pages::keep(course_id course, std::int64_t revision, page what) {
    const std::lock_guard lock(mutex_);
    const auto known = by_course_.find(course);
    if (known != by_course_.end()) {
        if (known->second->revision > revision) return;  // a slower reading of an older page
        drop(known->second);
    }
    if (what->size() > bytes_max) return;
    bytes_ += what->size();
    entries_.push_front({course, revision, std::move(what)});
    by_course_[course] = entries_.begin();
    while (bytes_ > bytes_max) drop(std::prev(entries_.end()));
}

void course_pages::drop(std::list<entry>::iterator which) {
    bytes_ -= which->what->size();
    by_course_.erase(which->course);
    entries_.erase(which);
}

}  // namespace aula
