#pragma once

#include <functional>
#include <variant>

#include "base/result.hpp"
#include "generated/messages.hpp"

namespace aula {

/// What a command came to: the seq of its event, a refusal, or what kept the room from answering.
using command_answer = std::variant<seq_number, refusal>;
/// Called on the room's shard, after the commit.
using answer_to = std::function<void(result<command_answer>)>;

/// Saved, or refused by the rules: it need not be said again. `busy` and `storage_full` are no
/// answers to what was asked.
inline bool is_settled(const result<command_answer>& said) {
    if (!said) return false;
    const auto* why = std::get_if<refusal>(&*said);
    return why == nullptr || (*why != refusal::busy && *why != refusal::storage_full);
}

}  // namespace aula
