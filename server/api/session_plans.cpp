#include "api/session_plans.hpp"

#include <utility>

#include "api/call_links.hpp"
#include "live/rooms.hpp"
#include "store/sessions.hpp"
#include "store/store.hpp"

namespace aula {
namespace {

/// Somebody may change the plan again and again: that change tells it as well.
constexpr int plan_rounds_max = 4;

boost::asio::awaitable<result<command_answer>> tell_one(rooms& live, const session_record& one) {
    command plan = plan_session{.starts_at = one.starts_at, .ends_at = one.ends_at};
    if (one.phase == session_phase::scheduled) {
        return live.act_where_running(one.id, std::move(plan));
    }
    return live.act(one.id, std::move(plan));
}

/// Two changes may overtake each other on their way to the room, so the store is asked once more.
boost::asio::awaitable<result<void>> tell_plan(store& kept, rooms& live, session_id where) {
    auto look = [where](database& db) { return sessions::find(db, where); };
    auto known = co_await kept.read(look);
    for (int round = 0; known && round < plan_rounds_max; ++round) {
        if (known->phase == session_phase::ended) break;
        const auto told = co_await tell_one(live, *known);
        if (!is_settled(told)) co_return not_saved(told);
        auto fresh = co_await kept.read(look);
        if (!fresh) co_return fresh.error();
        const bool is_same =
            fresh->starts_at == known->starts_at && fresh->ends_at == known->ends_at;
        if (is_same) break;
        known = std::move(fresh);
    }
    if (!known) co_return known.error();
    co_return result<void>();
}

}  // namespace

boost::asio::awaitable<result<void>> tell_plans(
    store& kept, rooms& live, std::vector<session_id> where
) {
    for (const auto one : where) {
        auto told = co_await tell_plan(kept, live, one);
        if (!told) co_return told;
    }
    co_return result<void>();
}

}  // namespace aula
