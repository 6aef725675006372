#include "live/room_table.hpp"

#include <utility>

#include "live/hall.hpp"
#include "live/shard_host.hpp"
#include "live/timing.hpp"

namespace aula {

room_entry* room_table::find_entry(session_id where) {
    const auto known = entries_.find(where);
    return known == entries_.end() ? nullptr : &known->second;
}

void room_table::find(session_id where, with_room then) {
    const auto known = entries_.find(where);
    if (known == entries_.end()) {
        entries_[where].waiting.push_back(std::move(then));
        return load(where);
    }
    if (known->second.loaded) return then(known->second.loaded);
    known->second.waiting.push_back(std::move(then));
}

void room_table::load(session_id where) {
    if (hall_.nodes() != nullptr) return leases_.claim(where);
    auto& known = entries_[where];
    known.owned = std::make_shared<owned_room>(
        where, hall_.saved(), hall_.settings(), host_on(at_, hall_, where), at_.counts()
    );
    read_log(where, known.owned);
}

void room_table::read_log(session_id where, const std::shared_ptr<room>& fresh) {
    fresh->load([this, where, fresh](const result<void>& how) { loaded(where, fresh, how); });
}

void room_table::loaded(session_id where, std::shared_ptr<room> ready, const result<void>& how) {
    const auto known = entries_.find(where);
    if (known == entries_.end()) return;  // forgotten meanwhile
    auto& entry = known->second;
    if (entry.owned != ready && entry.followed != ready) return;  // another one took its place
    if (!how) {
        const bool is_change =
            hall_.nodes() != nullptr && how.error().code != error_code::not_found;
        if (!is_change) return fail(where, how.error());
        return leases_.perform(where, entry.whose.unreadable());
    }
    entry.loaded = ready;
    if (entry.followed) entry.followed->owner_is(entry.whose.of());
    for (const auto& then : std::exchange(entry.waiting, {})) then(ready);
}

void room_table::fail(session_id where, const error& why) {
    auto known = entries_.extract(where);
    if (known.empty()) return;
    for (const auto& then : known.mapped().waiting) then(why);
}

/// To ask twice does no harm: what has happened is refused with `no_change`.
void room_table::act(session_id where, command what, answer_to done, timestamp until) {
    find(where, [=, this](const result<std::shared_ptr<room>>& found) {
        if (!found) return done(found.error());
        (*found)->act(what, [=, this](const result<command_answer>& said) {
            const bool may_pass = hall_.nodes() != nullptr && hall_.now() < until;
            if (is_settled(said) || !may_pass) return done(said);
            at_.home().after(timing::act_again_pause, [=, this] { act(where, what, done, until); });
        });
    });
}

void room_table::present(session_id where, std::function<void(std::size_t)> then) {
    ask_whether_running(where, [this, where, then](bool is_running) {
        if (!is_running) return then(0);
        find(where, [then](const result<std::shared_ptr<room>>& found) {
            then(found ? (*found)->present() : 0);
        });
    });
}

void room_table::ask_whether_running(session_id where, std::function<void(bool)> then) {
    if (entries_.contains(where)) return then(true);
    if (hall_.nodes() == nullptr) return then(false);
    hall_.saved().read_then(
        [where](database& db) { return leases::find(db, where); },
        [this, then](result<std::optional<lease>> found) {
            at_.home().post([then, is_owned = found && found->has_value()] { then(is_owned); });
        }
    );
}

void room_table::checkpoint_all(std::function<void()> done) {
    auto finished = std::shared_ptr<void>(nullptr, [done](void*) { done(); });
    for (const auto& [where, known] : entries_) {
        if (!known.loaded || known.loaded->present() == 0) continue;
        known.loaded->checkpoint([finished] {});
    }
}

void room_table::tick() {
    std::vector<std::shared_ptr<room>> all;  // a tick may change what is in the table
    for (const auto& [where, known] : entries_) {
        if (known.loaded) all.push_back(known.loaded);
    }
    for (const auto& each : all) each->tick();
    unload_idle();
}

void room_table::unload_idle() {
    const auto now = hall_.now();
    std::erase_if(entries_, [this, now](const auto& known) {
        const auto& [where, entry] = known;
        if (!entry.loaded || !entry.loaded->is_idle(now)) return false;
        if (entry.owned && hall_.nodes() != nullptr) leases_.release(where, entry.whose.of());
        return true;
    });
}

void room_table::measure(live_metrics& into) const {
    std::size_t waiting = 0;
    std::size_t present = 0;
    std::size_t owned = 0;
    for (const auto& [where, known] : entries_) {
        if (!known.loaded) continue;
        waiting += known.loaded->waiting();
        if (!known.owned) continue;
        ++owned;
        present += known.loaded->present();
    }
    into.rooms.set(entries_.size());
    into.rooms_owned.set(owned);
    into.outcomes_waiting.set(waiting);
    into.people_present.set(present);
}

}  // namespace aula
