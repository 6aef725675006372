#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "live/hall.hpp"
#include "live/live_shard.hpp"
#include "live/timing.hpp"

namespace aula {

void live_shard::doubt_owner(session_id where) {
    shard_.post([this, where] {
        if (rooms_.contains(where)) claim(where);
    });
}

// ---- whose a room is ----

result<ownership::claim_outcome> live_shard::claim_in(
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

void live_shard::claimed(session_id where, const result<ownership::claim_outcome>& came) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) return;
    auto& entry = known->second;
    ownership::standpoint from{
        .self = hall_.nodes()->self(),
        .incarnation = hall_.nodes()->incarnation(),
        .grace = hall_.settings().grace,
        .now = hall_.now()
    };
    if (entry.followed) from.owner_said_at = entry.followed->owner_said_at();
    perform(where, entry.whose.answered(came, from));
}

void live_shard::perform(session_id where, const ownership::acts& all) {
    for (const auto& each : all) {
        std::visit([&](const auto& one) { perform(where, one); }, each);
    }
}

void live_shard::perform(session_id where, const ownership::ask&) {
    auto work = [where, with = hall_.nodes()](database& db) { return claim_in(db, where, *with); };
    hall_.saved().write_first_then(
        std::move(work),
        [this, where](result<ownership::claim_outcome> came) {
            shard_.post([this, where, came = std::move(came)] { claimed(where, came); });
        }
    );
}

void live_shard::perform(session_id where, const ownership::ask_later&) {
    shard_.after(timing::claim_pause, [this, where] {
        if (rooms_.contains(where)) claim(where);
    });
}

void live_shard::perform(session_id where, const ownership::fail& over) {
    fail(where, over.why);
    if (over.why.code == error_code::not_found) forget(where);
}

void live_shard::perform(session_id where, const ownership::retire&) {
    auto& entry = rooms_.at(where);
    std::shared_ptr<room> current = std::exchange(entry.owned, nullptr);
    if (!current) current = entry.followed;
    entry.followed = nullptr;
    entry.loaded = nullptr;
    current->retire();
    entry.before = current;
}

void live_shard::perform(session_id where, const ownership::own& as) {
    auto& entry = rooms_.at(where);
    entry.subscribed = nullptr;
    if (const auto before = std::exchange(entry.before, nullptr)) {
        entry.owned = std::make_shared<owned_room>(std::move(*before), as.by);
    } else {
        entry.owned = std::make_shared<owned_room>(
            where, hall_.saved(), hall_.settings(), host_for(where), counts_, as.by
        );
    }
    if (const auto known = std::exchange(entry.inherited, {})) entry.owned->inherit(*known);
    log::info("this node owns a room", {{"session", where.text()}, {"epoch", as.by.with.epoch}});
    read_log(where, entry.owned);
}

void live_shard::perform(session_id where, const ownership::follow&) {
    auto& entry = rooms_.at(where);
    // Before the log is read, so that nothing falls between.
    if (!entry.subscribed) entry.subscribed = hall_.nodes()->follow(where);
    if (const auto before = std::exchange(entry.before, nullptr)) {
        entry.followed = std::make_shared<followed_room>(std::move(*before));
    } else {
        entry.followed = std::make_shared<followed_room>(
            where, hall_.saved(), hall_.settings(), host_for(where), counts_
        );
    }
    read_log(where, entry.followed);
}

void live_shard::perform(session_id where, const ownership::tell_owner&) {
    const auto& entry = rooms_.at(where);
    if (entry.loaded) entry.followed->owner_is(entry.whose.of());
}

void live_shard::doubt_all_owners() {
    std::vector<session_id> all;
    for (const auto& [where, entry] : rooms_) all.push_back(where);
    for (const auto where : all) perform(where, rooms_.at(where).whose.lost_everything());
}

// ---- giving rooms away ----

void live_shard::hand_over_all(std::function<void()> done) {
    auto finished = std::shared_ptr<void>(nullptr, [done](void*) { done(); });
    std::vector<session_id> mine;
    for (const auto& [where, entry] : rooms_) {
        if (entry.owned && entry.loaded) mine.push_back(where);
    }
    for (const auto where : mine) hand_over(where, [finished] {});
}

/// What has been decided is saved first; what is asked meanwhile waits, and goes to the new owner.
void live_shard::hand_over(session_id where, std::function<void()> done) {
    const auto* to = members_->emptiest_besides(hall_.nodes()->self());
    const auto known = rooms_.find(where);
    if (known == rooms_.end() || !known->second.owned) return done();
    const auto current = known->second.owned;
    if (to == nullptr) return current->checkpoint(std::move(done));  // what a restart has to go by
    current->when_saved([this, where, current, to = to->name, done] {
        const auto still = rooms_.find(where);
        if (still == rooms_.end() || still->second.owned != current) return done();
        auto& whose = still->second.whose;
        perform(where, whose.give_away());
        auto work = [where, mine = whose.of(), to](database& db) {
            return leases::hand_over(db, where, mine, to);
        };
        const absences_told known{current->absent(hall_.now()), hall_.now()};
        auto given_to = [this, where, to, known, done](result<lease> given) {
            shard_.post([this, where, to, known, done, given = std::move(given)] {
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

void live_shard::handed_over(session_id where, const result<lease>& given) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) return;
    if (given) {
        log::info("a room was handed over", {{"session", where.text()}, {"to", given->owner}});
    }
    perform(where, known->second.whose.given(given));
}

void live_shard::release(session_id where, const lease& mine) {
    hall_.saved().write_then(
        [where, mine](database& db) { return leases::release(db, where, mine); },
        [](const result<void>&) {}  // or it is claimed from a dead node, one day
    );
}

bool live_shard::is_all_reported() const {
    return std::ranges::all_of(rooms_, [](const auto& each) {
        return !each.second.followed || each.second.followed->is_reported();
    });
}

}  // namespace aula
