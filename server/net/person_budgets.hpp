#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "base/changeable.hpp"
#include "base/ids.hpp"
#include "generated/messages.hpp"
#include "net/command_budget.hpp"

namespace aula {

/// How fast one person may give commands, over all their connections: `connections_worth` times
/// what one connection may, so that a second device is no hindrance and a hundred are no help.
///
/// Thread-safe: every shard asks here, once for a command, and holds the lock for a look-up. Bound:
/// `people_max`, who are forgotten once their budget is full again; should none be, the newcomer is
/// let through, because a flood by many must not silence everybody.
class person_budgets {
public:
    static constexpr double connections_worth = limits::person_commands_factor;
    static constexpr std::size_t people_max = 65536;

    /// The rates are those of one connection, as they are at each moment; both outlive this.
    person_budgets(const changeable<double>& per_second, const changeable<double>& burst)
        : per_second_(per_second), burst_(burst) {}

    /// Zero when one more command is fine; otherwise how long to wait for it.
    milliseconds take(participant_id who, command_budget::instant now);

private:
    const changeable<double>& per_second_;
    const changeable<double>& burst_;
    std::mutex guard_;
    std::unordered_map<participant_id, command_budget> budgets_;
};

}  // namespace aula
