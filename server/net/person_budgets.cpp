#include "net/person_budgets.hpp"

namespace aula {

milliseconds person_budgets::take(participant_id who, command_budget::instant now) {
    const std::lock_guard lock(guard_);
    if (budgets_.size() >= people_max && !budgets_.contains(who)) {
        std::erase_if(budgets_, [now](const auto& one) { return one.second.is_full(now); });
        if (budgets_.size() >= people_max) return milliseconds{0};
    }
    const double per_second = connections_worth * per_second_.get();
    const double burst = connections_worth * burst_.get();
    auto& mine = budgets_.try_emplace(who, per_second, burst).first->second;
    mine.allow(per_second, burst);
    return mine.take(now);
}

}  // namespace aula
