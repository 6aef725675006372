#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "decks/deck_conversion.hpp"

namespace aula {

/// One conversion that was asked for.
struct deck_job {
    deck_request request;
    progress_callback progress;
    std::function<void(result<rendered_deck>)> done;
};

/// Decks that wait for their conversion. Courses take turns, one deck each; the decks of a course
/// keep the order in which they came. A course that comes new has its turn before the course that
/// was served last.
///
/// Not thread-safe. Bounds: `course_max` decks of one course, `all_max` in all.
class deck_queue {
public:
    static constexpr std::size_t course_max = 64;
    static constexpr std::size_t all_max = 1024;

    /// Takes the job over. False: the course has too many, or all courses together; nothing is
    /// changed then.
    bool push(deck_job job);

    /// The next deck of the course whose turn it is. Not for an empty queue.
    deck_job pop();

    /// Takes a deck out, wherever it waits.
    std::optional<deck_job> take(deck_id deck);

    /// 1 for the deck that is converted next, as the queue is now; 0 for a deck that does not wait
    /// here.
    std::size_t place_of(deck_id deck) const;

    bool empty() const { return size_ == 0; }

private:
    /// The decks of one course; never empty.
    struct line {
        course_id course;
        std::deque<deck_job> jobs;
    };
    struct spot {
        std::size_t line;  ///< How many turns away.
        std::size_t job;
    };

    std::optional<spot> find(deck_id deck) const;

    std::deque<line> turns_;   ///< The front is next.
    course_id last_served_{};  ///< Its line, if it has one, is at the back or has moved up since.
    std::size_t size_ = 0;
};

}  // namespace aula
