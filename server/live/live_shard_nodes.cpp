#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "live/hall.hpp"
#include "live/live_shard.hpp"
#include "live/timing.hpp"

namespace aula {

std::shared_ptr<const node_hooks> live_shard::node_hooks_for(session_id where) {
    auto* const all = hall_.nodes();
    if (all == nullptr) return {};
    auto hooks = std::make_shared<node_hooks>();
    hooks->self = all->self();
    hooks->incarnation = [all] { return all->incarnation(); };
    hooks->is_beating = [all] { return all->is_beating(); };
    hooks->tell = [all](const node_name& to, const node_message& said) {
        return all->tell(to, said);
    };
    hooks->tell_followers = [all, where](const node_message& said) {
        all->tell_followers(where, said);
    };
    hooks->has_bus = [all] { return all->has_bus(); };
    // By post: whoever doubts is in the middle of something.
    hooks->doubt_owner = [this, where] {
        shard_.post([this, where] {
            if (rooms_.contains(where)) claim(where);
        });
    };
    return hooks;
}

// ---- whose a room is ----

void live_shard::claim(session_id where) {
    auto& entry = rooms_[where];
    if (std::exchange(entry.is_claiming, true)) return;
    auto work = [where, with = hall_.nodes()](database& db) { return claim_in(db, where, *with); };
    hall_.saved().write_first_then(std::move(work), [this, where](result<claim_outcome> came) {
        shard_.post([this, where, came = std::move(came)] { claimed(where, came); });
    });
}

result<live_shard::claim_outcome> live_shard::claim_in(
    database& db, session_id where, cluster& with
) {
    auto before = leases::find(db, where);
    if (!before) return before.error();
    auto all = with.read_members(db);
    if (!all) return all.error();
    auto now = leases::claim(db, where, with.self(), with.incarnation());
    if (!now) return now.error();
    return claim_outcome{*std::move(before), *std::move(now), *std::move(all)};
}

void live_shard::claimed(session_id where, const result<claim_outcome>& came) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) return;
    auto& entry = known->second;
    entry.is_claiming = false;
    if (!came) {
        if (came.error().code == error_code::not_found) {
            fail(where, came.error());
            return forget(where);
        }
        const bool is_new = !entry.loaded && !entry.before && !entry.owned && !entry.followed;
        if (is_new) return fail(where, came.error());
        return claim_again(where);
    }
    const auto& now = came->now;
    const bool is_mine = now.is_mine(hall_.nodes()->self(), hall_.nodes()->incarnation());
    const bool is_known = entry.of.epoch == now.epoch && entry.of.incarnation == now.incarnation;
    if (is_mine && entry.owned && is_known) return;
    if (!is_mine && entry.followed) {
        entry.of = now;
        if (entry.loaded && !is_known) entry.followed->owner_is(now);
        return;
    }
    const auto said_at = entry.followed ? entry.followed->owner_said_at() : timestamp{};
    retire(entry);
    entry.of = now;
    if (is_mine) return own(where, now, last_alive(*came, said_at));
    follow(where, now);
}

/// Not at once: the database is away, or somebody else is at it.
void live_shard::claim_again(session_id where) {
    shard_.after(timing::claim_pause, [this, where] {
        if (rooms_.contains(where)) claim(where);
    });
}

void live_shard::retire(loading_room& which) {
    std::shared_ptr<room> current = which.owned;
    if (!current) current = which.followed;
    which.owned = nullptr;
    which.followed = nullptr;
    which.loaded = nullptr;
    if (!current) return;
    current->retire();
    which.before = current;
}

void live_shard::own(session_id where, const lease& mine, std::optional<timestamp> last_alive) {
    auto& entry = rooms_.at(where);
    tenure by{mine.as_fence(), last_alive};
    entry.subscribed = nullptr;
    if (const auto before = std::exchange(entry.before, nullptr)) {
        entry.owned = std::make_shared<owned_room>(std::move(*before), std::move(by));
    } else {
        entry.owned = std::make_shared<owned_room>(
            where, hall_.saved(), hall_.settings(), hooks_for(where), counts_, std::move(by)
        );
    }
    if (const auto known = std::exchange(entry.inherited, {})) entry.owned->inherit(*known);
    log::info("this node owns a room", {{"session", where.text()}, {"epoch", mine.epoch}});
    read_log(where, entry.owned);
}

/// When the owner before was last alive: then whoever was there was there. Nothing when there was
/// none, or when it is too long ago.
std::optional<timestamp> live_shard::last_alive(const claim_outcome& came, timestamp said_at)
    const {
    if (!came.before) return {};
    const auto now = hall_.now();
    const bool is_ours = came.before->owner == hall_.nodes()->self();
    if (is_ours && came.before->incarnation == hall_.nodes()->incarnation()) return now;
    const auto* row = came.nodes.find(came.before->owner);
    std::optional<milliseconds> silent{0};  // it has left, as nodes do that are to end
    if (row != nullptr) silent = row->silence_of(came.before->incarnation);
    const auto beat_at =
        came.nodes.read_at - std::max(silent.value_or(now - said_at), milliseconds{0});
    const auto last = std::max(beat_at, said_at);
    if (now - last > hall_.settings().grace + timing::takeover_max) return {};
    return last;
}

void live_shard::follow(session_id where, const lease& owner) {
    auto& entry = rooms_.at(where);
    // Before the log is read, so that nothing falls between.
    if (!entry.subscribed) entry.subscribed = hall_.nodes()->follow(where);
    entry.of = owner;
    if (const auto before = std::exchange(entry.before, nullptr)) {
        entry.followed = std::make_shared<followed_room>(std::move(*before));
    } else {
        entry.followed = std::make_shared<followed_room>(
            where, hall_.saved(), hall_.settings(), hooks_for(where), counts_
        );
    }
    read_log(where, entry.followed);
}

void live_shard::doubt_all_owners() {
    std::vector<session_id> all;
    for (auto& [where, entry] : rooms_) {
        if (entry.owned) retire(entry);
        entry.of = {};  // so that whoever owns it is told anew who is here
        all.push_back(where);
    }
    for (const auto where : all) claim(where);
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
        auto& entry = still->second;
        retire(entry);
        entry.is_claiming = true;
        auto work = [where, mine = entry.of, to](database& db) {
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
    known->second.is_claiming = false;
    if (!given) return claim(where);
    log::info("a room was handed over", {{"session", where.text()}, {"to", given->owner}});
    follow(where, *given);
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
