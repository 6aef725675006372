#include "domain/due.hpp"

namespace aula {

std::optional<command> due(const session& state, timestamp now) {
    std::optional<command> first;
    visit_parts(state, [&]<class Part>(const Part& part) {
        if constexpr (requires { part.due(now); }) {
            if (!first) first = part.due(now);
        }
    });
    return first;
}

}  // namespace aula
