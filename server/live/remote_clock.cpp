#include "live/remote_clock.hpp"

#include <algorithm>

#include "live/timing.hpp"

namespace aula {

timestamp remote_clock::here(timestamp there, timestamp arrived) {
    const auto took = arrived - there;
    if (arrived - begun_ >= timing::clock_window) {
        fastest_before_ = arrived - begun_ < 2 * timing::clock_window ? fastest_ : std::nullopt;
        fastest_.reset();
        begun_ = arrived;
    }
    fastest_ = std::min(fastest_.value_or(took), took);
    return there + std::min(*fastest_, fastest_before_.value_or(took));
}

timestamp remote_clocks::here(std::int64_t whose, timestamp there, timestamp arrived) {
    const std::lock_guard lock(guard_);
    auto& known = all_[whose];
    known.heard_at = arrived;
    const auto when = known.clock.here(there, arrived);
    if (all_.size() > clocks_max) {
        all_.erase(std::ranges::min_element(all_, {}, [](const auto& each) {
            return each.second.heard_at;
        }));
    }
    return when;
}

}  // namespace aula
