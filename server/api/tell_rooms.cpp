#include "api/tell_rooms.hpp"

#include "api/call.hpp"
#include "auth/tickets.hpp"
#include "base/log.hpp"
#include "live/rooms.hpp"
#include "store/registrations.hpp"
#include "store/store.hpp"

namespace aula {
namespace {

/// Whom a change is about; an open ticket of theirs still says what they were before.
void revoke_tickets(tickets& doors, const std::vector<command>& changes) {
    for (const auto& change : changes) {
        if (const auto* role = std::get_if<change_role>(&change)) doors.revoke(role->who);
        if (const auto* gone = std::get_if<remove_participant>(&change)) {
            doors.revoke(gone->who);
        }
    }
}

bool has_begun_and_goes_on(const session_record& one) {
    return one.phase != session_phase::scheduled && one.phase != session_phase::ended;
}

/// Before the doors open and after the end there may still be people in the room, and a role counts
/// there too; but no room is loaded for it. (Whoever is removed loses their connections anyhow, and
/// could not be let in again by a room that is not running.)
bool is_told(const session_record& one, const command& change) {
    return has_begun_and_goes_on(one) || std::holds_alternative<change_role>(change);
}

participant_id whom(const command& change) {
    if (const auto* role = std::get_if<change_role>(&change)) return role->who;
    if (const auto* gone = std::get_if<remove_participant>(&change)) return gone->who;
    return {};
}

/// What is to be told, and where.
struct news {
    std::vector<session_record> sessions;
    std::vector<command> changes;
};

/// What the roster says by now of whoever these changes are about.
result<news> read_news(database& db, course_id course, const std::vector<command>& changes) {
    auto all = sessions::of_course(db, course);
    if (!all) return all.error();
    news out{*std::move(all), {}};
    for (const auto& change : changes) {
        const auto known = registrations::find(db, whom(change));
        if (!known && known.error().code != error_code::not_found) return known.error();
        if (!known || known->status == participant_status::removed) {
            out.changes.emplace_back(remove_participant{.who = whom(change)});
        } else {
            out.changes.emplace_back(change_role{.who = known->id, .role = known->role});
        }
    }
    return out;
}

boost::asio::awaitable<result<command_answer>> tell(
    rooms& live, const session_record& one, command change
) {
    if (has_begun_and_goes_on(one)) return live.act(one.id, std::move(change));
    return live.act_where_running(one.id, std::move(change));
}

boost::asio::awaitable<bool> tell_all(rooms& live, const news& what) {
    bool are_told = true;
    for (const auto& one : what.sessions) {
        for (const auto& change : what.changes) {
            if (!is_told(one, change)) continue;
            command asked = change;
            const auto told = co_await tell(live, one, std::move(asked));
            if (is_settled(told)) continue;  // a refusal too: that person never came
            are_told = false;
            const std::string why = told ? "It cannot save." : told.error().detail;
            log::warn(
                "a room could not be told of a change", {{"session", one.id.text()}, {"why", why}}
            );
        }
    }
    co_return are_told;
}

/// Somebody who is changed again and again all the while: whoever did that tells it as well.
constexpr int rounds_max = 4;

}  // namespace

/// Two changes of one person may overtake each other on the way to the rooms. So whoever has told
/// them looks once more, and the last one to tell tells what is so.
boost::asio::awaitable<bool> tell_rooms(told_places of, std::vector<command> changes) {
    if (changes.empty()) co_return true;
    revoke_tickets(of.doors, changes);
    co_await of.live.let_in_arrive();  // whoever used a ticket just before is told as well
    auto look = [course = of.course, changes](database& db) {
        return read_news(db, course, changes);
    };
    auto known = co_await of.kept.read(look);
    for (int round = 0; known && round < rounds_max; ++round) {
        const bool are_told = co_await tell_all(of.live, *known);
        if (!are_told) co_return false;
        auto fresh = co_await of.kept.read(look);
        if (fresh && fresh->changes == known->changes) co_return true;
        known = std::move(fresh);
    }
    co_return static_cast<bool>(known);
}

boost::asio::awaitable<void> tell_rooms(call& c, std::vector<command> changes) {
    const told_places of{c.parts.kept, c.parts.live, c.parts.doors, c.course->id};
    co_await tell_rooms(of, std::move(changes));
}

}  // namespace aula
