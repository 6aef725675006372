#include "domain/view.hpp"

namespace aula {

session_view view(const session& state, audience_class as) {
    session_view seen{.session = state.id};
    visit_parts(seen, [&](auto& part) { fill_view(part, state, as); });
    return seen;
}

}  // namespace aula
