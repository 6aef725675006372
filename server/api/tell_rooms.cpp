#include "api/tell_rooms.hpp"

#include "api/call.hpp"
#include "auth/tickets.hpp"
#include "base/log.hpp"
#include "live/rooms.hpp"
#include "store/store.hpp"

namespace aula {
namespace {

/// Whom a change is about; an open ticket of theirs still says what they were before.
void revoke_tickets(call& c, const std::vector<command>& changes) {
    for (const auto& change : changes) {
        if (const auto* role = std::get_if<change_role>(&change)) c.parts.doors.revoke(role->who);
        if (const auto* gone = std::get_if<remove_participant>(&change)) {
            c.parts.doors.revoke(gone->who);
        }
    }
}

bool has_begun_and_goes_on(const session_record& one) {
    return one.phase != session_phase::scheduled && one.phase != session_phase::ended;
}

}  // namespace

boost::asio::awaitable<void> tell_rooms(call& c, std::vector<command> changes) {
    if (changes.empty()) co_return;
    revoke_tickets(c, changes);
    auto list = [course = c.course->id](database& db) { return sessions::of_course(db, course); };
    const auto all = co_await c.parts.kept.read(std::move(list));
    if (!all) co_return;
    for (const auto& one : *all) {
        if (!has_begun_and_goes_on(one)) continue;
        for (const auto& change : changes) {
            command asked = change;
            const auto told = co_await c.parts.live.act(one.id, std::move(asked));
            if (told) continue;  // a refusal is an answer too: that person never came
            log::warn(
                "a room could not be told of a change",
                {{"session", one.id.text()}, {"why", told.error().detail}}
            );
        }
    }
}

}  // namespace aula
