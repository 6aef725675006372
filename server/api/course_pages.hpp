#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "store/courses.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"

namespace aula {

/// The part of a course's page that is the same for everybody, as JSON: an object that is still
/// open, so that the count of attendees and the asker can follow.
std::string shared_page(
    const course_record& course, std::span<const session_record> sessions,
    std::span<const participant_record> staff
);

/// The shared parts of the pages that were asked for last, each encoded once for a revision of its
/// course (`course_totals`). So a page costs the same however many sessions and staff a course has.
///
/// Any shard may ask. Bound: `bytes_max` of pages; the least recently used page is dropped
/// first. A larger page is not kept.
class course_pages {
public:
    static constexpr std::size_t bytes_max = 16 * 1024 * 1024;
    using page = std::shared_ptr<const std::string>;

    /// Null when the page of this revision is not kept.
    page find(course_id course, std::int64_t revision);

    /// Keeps a page in the place of an older one of its course.
    void keep(course_id course, std::int64_t revision, page what);

private:
    struct entry {
        course_id course;
        std::int64_t revision = 0;
        page what;
    };
    void drop(std::list<entry>::iterator which);

    std::mutex mutex_;
    std::size_t bytes_ = 0;
    std::list<entry> entries_;  ///< The most recently used entry is the first.
    std::unordered_map<course_id, std::list<entry>::iterator> by_course_;
};

}  // namespace aula
