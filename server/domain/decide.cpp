#include "domain/decide.hpp"

#include <variant>

namespace aula {
namespace {

std::optional<refusal> barred(const session& state, const actor& by, const command& asked) {
    if (by.is_system) return {};
    const auto* known = state.people.find(by.id);
    if (known == nullptr) return refusal::not_permitted;
    if (known->is_removed) return refusal::removed;
    if (!may(by.as, asked)) return refusal::not_permitted;
    return {};
}

}  // namespace

ruling decide(const session& state, const actor& by, const command& asked) {
    if (const auto why = barred(state, by, asked)) return *why;
    return std::visit([&](const auto& one) { return decide_one(state, by, one); }, asked);
}

}  // namespace aula
