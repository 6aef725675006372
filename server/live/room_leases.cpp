#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "live/hall.hpp"
#include "live/room_leases.hpp"
#include "live/room_table.hpp"
#include "live/shard_host.hpp"
#include "live/timing.hpp"

namespace aula {

// ---- whose a room is ----

void room_leases::claim(session_id where) {
    perform(where, rooms_.all()[where].whose.doubt());
}

void room_leases::doubt(session_id where) {
    at_.home().post([this, where] {
        if (rooms_.find_entry(where) != nullptr) claim(where);
    });
}

result<ownership::claim_outcome> room_leases::claim_in(
    database& db, session_id where, cluster& with
) {
    auto before = leases::find(db, where);
    if (!before) return before.error();
    auto all = with.read_members(db);
    if (!all) return all.error();
    auto now = leases::claim(db, where, with.self(), with.incarnation());
    if (!now) return now.error();
    return ownership::claim_outcome{*std::move(before), *std::move(now), *std::move(all)};
}

void room_leases::claimed(session_id where, const result<ownership::claim_outcome>& came) {
    auto* const entry = rooms_.find_entry(where);
    if (entry == nullptr) return;
    ownership::standpoint from{
        .self = hall_.nodes()->self(),
        .incarnation = hall_.nodes()->incarnation(),
        .grace = hall_.settings().grace,
        .now = hall_.now()
    };
    if (entry->followed) from.owner_said_at = entry->followed->owner_said_at();
    perform(where, entry->whose.answered(came, from));
}

void room_leases::perform(session_id where, const ownership::acts& all) {
    for (const auto& each : all) {
        std::visit([&](const auto& one) { perform(where, one); }, each);
    }
}

void room_leases::perform(session_id where, const ownership::ask&) {
    auto work = [where, with = hall_.nodes()](database& db) { return claim_in(db, where, *with); };
    hall_.saved().write_first_then(
        std::move(work),
        [this, where](result<ownership::claim_outcome> came) {
            at_.home().post([this, where, came = std::move(came)] { claimed(where, came); });
        }
    );
}

void room_leases::perform(session_id where, const ownership::ask_later&) {
    at_.home().after(timing::claim_pause, [this, where] {
        if (rooms_.find_entry(where) != nullptr) claim(where);
    });
}

void room_leases::perform(session_id where, const ownership::fail& over) {
    rooms_.fail(where, over.why);
    if (over.why.code == error_code::not_found) at_.forget(where);
}

void room_leases::perform(session_id where, const ownership::retire&) {
    auto& entry = rooms_.all().at(where);
    std::shared_ptr<room> current = std::exchange(entry.owned, nullptr);
    if (!current) current = entry.followed;
    entry.followed = nullptr;
    entry.loaded = nullptr;
    current->retire();
    entry.before = current;
}

void room_leases::perform(session_id where, const ownership::own& as) {
    auto& entry = rooms_.all().at(where);
    entry.subscribed = nullptr;
    if (const auto before = std::exchange(entry.before, nullptr)) {
        auto known = before->give_known();
        entry.owned = std::make_shared<owned_room>(std::move(*before), std::move(known), as.by);
    } else {
        entry.owned = std::make_shared<owned_room>(
            where, hall_.saved(), hall_.settings(), host_on(at_, hall_, where), at_.counts(), as.by
        );
    }
    if (const auto known = std::exchange(entry.inherited, {})) entry.owned->inherit(*known);
    log::info("this node owns a room", {{"session", where.text()}, {"epoch", as.by.with.epoch}});
    rooms_.read_log(where, entry.owned);
}

void room_leases::perform(session_id where, const ownership::follow&) {
    auto& entry = rooms_.all().at(where);
    // Before the log is read, so that nothing falls between.
    if (!entry.subscribed) entry.subscribed = hall_.nodes()->follow(where);
    if (const auto before = std::exchange(entry.before, nullptr)) {
        auto known = before->give_known();
        entry.followed = std::make_shared<followed_room>(std::move(*before), std::move(known));
    } else {
        entry.followed = std::make_shared<followed_room>(
            where, hall_.saved(), hall_.settings(), host_on(at_, hall_, where), at_.counts()
        );
    }
    rooms_.read_log(where, entry.followed);
}

void room_leases::perform(session_id where, const ownership::tell_owner&) {
    const auto& entry = rooms_.all().at(where);
    if (entry.loaded) entry.followed->owner_is(entry.whose.of());
}

void room_leases::doubt_all() {
    std::vector<session_id> all;
    for (const auto& [where, entry] : rooms_.all()) all.push_back(where);
    for (const auto where : all) perform(where, rooms_.all().at(where).whose.lost_everything());
}

// ---- giving rooms away ----

void room_leases::hand_over_all(std::function<void()> done) {
    auto finished = std::shared_ptr<void>(nullptr, [done = std::move(done)](void*) { done(); });
    std::vector<session_id> mine;
    for (const auto& [where, entry] : rooms_.all()) {
        if (entry.owned && entry.loaded) mine.push_back(where);
    }
    for (const auto where : mine) hand_over(where, [finished] {});
}

/// What has been decided is saved first; what is asked meanwhile waits, and goes to the new owner.
void room_leases::hand_over(session_id where, std::function<void()> done) {
    const auto* to = members_->emptiest_besides(hall_.nodes()->self());
    const auto* const known = rooms_.find_entry(where);
    if (known == nullptr || !known->owned) return done();
    const auto current = known->owned;
    if (to == nullptr) return current->checkpoint(std::move(done));  // what a restart has to go by
    current->when_saved([this, where, current, to = to->name, done] {
        auto* const still = rooms_.find_entry(where);
        if (still == nullptr || still->owned != current) return done();
        auto& whose = still->whose;
        perform(where, whose.give_away());
        auto work = [where, mine = whose.of(), to](database& db) {
            return leases::hand_over(db, where, mine, to);
        };
        const absences_told known{current->absent(hall_.now()), hall_.now()};
        auto given_to = [this, where, to, known, done](result<lease> given) {
            at_.home().post([this, where, to, known, done, given = std::move(given)] {
                handed_over(where, given);
                if (given) {
                    const auto absent = known.as_ages(hall_.now());
                    hall_.nodes()->tell(to, room_released{where, given->epoch, absent});
                }
                done();
            });
        };
        hall_.saved().write_then(std::move(work), std::move(given_to));
    });
}

void room_leases::handed_over(session_id where, const result<lease>& given) {
    auto* const known = rooms_.find_entry(where);
    if (known == nullptr) return;
    if (given) {
        log::info("a room was handed over", {{"session", where.text()}, {"to", given->owner}});
    }
    perform(where, known->whose.given(given));
}

void room_leases::release(session_id where, const lease& mine) {
    hall_.saved().write_then(
        [where, mine](database& db) { return leases::release(db, where, mine); },
        [](const result<void>&) {}  // or it is claimed from a dead node, one day
    );
}

bool room_leases::is_all_reported() const {
    return std::ranges::all_of(rooms_.all(), [](const auto& each) {
        return !each.second.followed || each.second.followed->is_reported();
    });
}

}  // namespace aula
