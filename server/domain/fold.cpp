#include "domain/fold.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace aula {
namespace {

/// Whether a part has a fold for this kind of event.
template <class Part, class Event>
concept folds = requires(Part& part, const event_place& in, const Event& e) { part.fold(in, e); };

/// Every event is offered to every part.
template <class Event>
void fold_one(session& state, const event_place& in, const Event& e) {
    using own = std::remove_reference_t<decltype(own_part(state, e))>;
    static_assert(folds<own, Event>, "an event needs a fold in the part to which it belongs");
    visit_parts(state, [&]<class Part>(Part& part) {
        if constexpr (folds<Part, Event>) part.fold(in, e);
    });
}

}  // namespace

void fold(session& state, const logged_event& happened) {
    const bool goes_back = std::holds_alternative<clock_corrected>(happened.what);
    state.last_at = goes_back ? happened.at : std::max(state.last_at, happened.at);
    state.last_seq = happened.seq;
    const event_place in{.seq = happened.seq, .at = state.last_at};
    std::visit([&](const auto& one) { fold_one(state, in, one); }, happened.what);
    state.people.fold_author(in, happened);
}

}  // namespace aula
