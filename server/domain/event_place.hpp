#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace aula {

/// Where an event stands in the log. A part of a session folds an event with it.
struct event_place {
    seq_number seq = 0;
    timestamp at{};  ///< Not before the event in front of it, unless a clock was corrected.
};

}  // namespace aula
