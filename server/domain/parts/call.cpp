#include "domain/parts/call.hpp"

#include "domain/session.hpp"

namespace aula {

void outside_call::fold(const event_place& in, const call_changed& e) {
    url_ = e.call_url;
    changed_at_ = in.seq;
}

void fill_view(call_view& into, const session& state, audience_class) {
    into.url = state.call.url();
}

ruling decide_one(const session& state, const actor&, const change_call& asked) {
    if (state.call.url() == asked.call_url) return refusal::no_change;
    return call_changed{.call_url = asked.call_url};
}

}  // namespace aula
