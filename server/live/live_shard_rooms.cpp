#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "live/hall.hpp"
#include "live/live_shard.hpp"
#include "live/owned_room.hpp"

namespace aula {

void live_shard::find_room(session_id where, with_room then) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) {
        rooms_[where].waiting.push_back(std::move(then));
        return load(where);
    }
    if (known->second.loaded) return then(known->second.loaded);
    known->second.waiting.push_back(std::move(then));
}

void live_shard::load(session_id where) {
    auto fresh = std::make_shared<owned_room>(
        where, hall_.saved(), hall_.settings(), hooks_for(where), counts_
    );
    auto done = [this, where, fresh](std::exception_ptr failed, result<void> how) {
        if (failed) how = {error_code::internal, "The session's log cannot be read."};
        loaded(where, fresh, how);
    };
    boost::asio::co_spawn(shard_.io(), fresh->load(), std::move(done));
}

void live_shard::loaded(session_id where, std::shared_ptr<room> ready, const result<void>& how) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) return;  // forgotten meanwhile
    auto waiting = std::exchange(known->second.waiting, {});
    if (how) {
        known->second.loaded = ready;
    } else {
        rooms_.erase(known);
    }
    for (const auto& then : waiting) {
        if (how) {
            then(ready);
        } else {
            then(how.error());
        }
    }
}

room_hooks live_shard::hooks_for(session_id where) {
    room_hooks hooks;
    // Always by post, also to this very shard: an audience relies on publications, primers and
    // welcomes keeping the order in which the room made them.
    hooks.publish = [this, where](std::size_t to, std::shared_ptr<const publication> shown) {
        const auto give = [where, shown = std::move(shown)](live_shard& at) {
            if (const auto in = at.audience_of(where)) in->append(*shown);
        };
        hall_.post(to, give);
    };
    hooks.publish_head_count = [this, where](std::size_t to, shared_frame signal) {
        const auto give = [where, signal = std::move(signal)](live_shard& at) {
            if (const auto in = at.audience_of(where)) in->head_count(signal);
        };
        hall_.post(to, give);
    };
    hooks.post = [this](std::function<void()> work) { shard_.post(std::move(work)); };
    hooks.now = [this] { return hall_.now(); };
    return hooks;
}

std::size_t live_shard::present(session_id where) const {
    const auto known = rooms_.find(where);
    return known == rooms_.end() || !known->second.loaded ? 0 : known->second.loaded->present();
}

void live_shard::checkpoint_all(std::function<void()> done) {
    auto finished = std::shared_ptr<void>(nullptr, [done](void*) { done(); });
    for (const auto& [where, known] : rooms_) {
        if (!known.loaded || known.loaded->present() == 0) continue;
        known.loaded->checkpoint([finished] {});
    }
}

void live_shard::start_ticking() {
    is_ticking_ = true;
    shard_.after(hall_.settings().tick(), [this] {
        if (!is_ticking_) return;
        tick();
        start_ticking();
    });
}

void live_shard::tick() {
    for (const auto& [where, known] : rooms_) {
        if (known.loaded) known.loaded->tick();
    }
    unload_idle_rooms();
    for (const auto& [where, in] : audiences_) in->tick(hall_.now());
    measure();
}

void live_shard::measure() {
    std::size_t waiting = 0;
    std::size_t present = 0;
    for (const auto& [where, known] : rooms_) {
        if (!known.loaded) continue;
        waiting += known.loaded->waiting();
        present += known.loaded->present();
    }
    counts_.rooms.set(rooms_.size());
    counts_.outcomes_waiting.set(waiting);
    counts_.people_present.set(present);
    audience_measure all;
    for (const auto& [where, in] : audiences_) all += in->measure();
    counts_.audiences.set(audiences_.size());
    counts_.seated.set(all.seated);
    counts_.blocked.set(all.blocked);
    counts_.lag_bytes.set(all.lag_bytes);
}

void live_shard::unload_idle_rooms() {
    const auto now = hall_.now();
    std::erase_if(rooms_, [now](const auto& known) {
        return known.second.loaded && known.second.loaded->is_idle(now);
    });
}

}  // namespace aula
