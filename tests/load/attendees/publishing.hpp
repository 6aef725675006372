#pragma once

#include <vector>

#include "span.hpp"

namespace aula::load {

/// Messages at a steady rate, spread over some rooms and authors.
struct stream {
    std::size_t first_room = 0;
    std::size_t rooms = 1;
    double rate = 10;  ///< A second, in all.
    authorship by;
};

/// Streams for a bounded time, whether the server keeps up or not.
class pacer {
public:
    pacer(crowd& of, const std::vector<stream>& streams);

    /// Posts what is due, if there is anybody to do it.
    void post_due(bool is_timed);
    /// When something is due next.
    nanos next_due() const;

private:
    struct lane {
        stream what;
        std::uint64_t posted = 0;
        nanos due = 0;
    };
    crowd& of_;
    nanos began_ = now();
    std::vector<lane> lanes_;
};

/// Waits until every delivery has come, or for `patience`.
void drain(crowd& of, nanos patience);

/// Each posts for `warm` untimed, then for `lasting`, then waits for the rest to arrive.
void publish_paced(
    crowd& of, const std::vector<stream>& streams, nanos warm, nanos lasting, span& timed,
    rss_watch& memory
);
/// Keeps `window` messages outstanding in room 0: the next is sent when one is with everybody.
void publish_saturating(
    crowd& of, std::size_t window, const authorship& by, nanos warm, nanos lasting, span& timed,
    rss_watch& memory
);

}  // namespace aula::load
