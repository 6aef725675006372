#include "live/audience.hpp"

#include <algorithm>

namespace aula {

/// One walk over the seats in their order, a few times a second: tens of microseconds for ten
/// thousand.
audience_measure audience::measure() const {
    audience_measure found;
    found.listening = media_.size();
    for (const auto& seat : seats_) {
        if (seat.state != seat_state::seated) continue;
        ++found.seated;
        if (seat.to->is_blocked()) ++found.blocked;
        const auto behind = rings_[slot_of(seat.which)].end() - seat.cursor;
        found.lag_bytes = std::max(found.lag_bytes, behind);
    }
    return found;
}

}  // namespace aula
