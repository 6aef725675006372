#include "domain/view.hpp"

namespace aula {

session_view view(const session& state, audience_class as) {
    session_view seen{
        .session = state.id,
        .phase = state.life.phase(),
        .phase_since = state.life.since(),
        .live_ms = state.life.live_before(),
        .slide = state.slides.on_screen(),
        .decks = state.slides.decks(),
        .chat = {state.chat.recent().begin(), state.chat.recent().end()},
        .muted = {},
        .call_url = state.call_url,
        .confirm_by = {},
    };
    if (as == audience_class::everyone) return seen;
    seen.muted = state.people.muted();
    seen.confirm_by = state.confirm_by;
    return seen;
}

}  // namespace aula
