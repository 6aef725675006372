#pragma once

#include "publishing.hpp"

namespace aula::load {

/// How a mass reconnect went.
struct comeback {
    histogram away;  ///< From the cut to the welcome or the resume.
    std::size_t cut = 0, back = 0, resumed = 0;
    std::size_t retries = 0;
    nanos until_last_back = 0;
};

/// Everybody is cut off within `within` and comes back at once, each by itself: a connection for
/// the ticket, then the live one with the last seq seen. The rooms go on with `streams` meanwhile.
comeback cut_and_return(crowd& of, nanos within, const std::vector<stream>& streams, span& timed);

}  // namespace aula::load
