#include <algorithm>

#include "api/call.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "live/rooms.hpp"

namespace aula::resources {
namespace {

views::json shown(const person& who, bool is_muted) {
    return {
        {"id", who.id.text()},
        {"name", who.name},
        {"role", name_of(who.role)},
        {"is_muted", is_muted},
    };
}

/// Those present behind `after`, by id, and one more than `limit` if there is one.
std::vector<const person*> present_after(
    const aula::session& state, participant_id after, std::size_t limit
) {
    std::vector<const person*> here;
    for (const auto& one : state.people.all()) {
        if (one.is_present() && one.id > after) here.push_back(&one);
    }
    const auto count = std::min(here.size(), limit + 1);
    const auto end = here.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::partial_sort(here, end, {}, [](const person* one) { return one->id; });
    here.resize(count);
    return here;
}

}  // namespace

answer people(call& c) {
    const auto wanted = read_page_query<participant_id>(c.request);
    if (!wanted) co_return refuse(bad_page());
    const auto state = co_await c.parts.live.state(c.session->id);
    if (!state) co_return refuse(state.error());
    auto here = present_after(**state, wanted->after, wanted->limit);
    views::json next;
    if (here.size() > wanted->limit) {
        here.pop_back();
        next = here.back()->id.text();
    }
    auto out = views::json::array();
    for (const auto* one : here) out.push_back(shown(*one, (*state)->chat.is_muted(one->id)));
    co_return json_answer({
        {"people", std::move(out)},
        {"total", (*state)->people.present()},
        {"next", std::move(next)},
    });
}

}  // namespace aula::resources
